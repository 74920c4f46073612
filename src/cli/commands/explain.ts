import { Command } from 'commander';
import { UsageError } from '../../errors/errors.ts';
import { explainSampling } from '../../stages/explain/explain.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { explainScenarios } from '../../study/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPack } from '../command-runtime.ts';
import {
  addStageOptions,
  callOptions,
  integer,
  limitOption,
  modelOption,
  positiveInteger,
  type StageOptions,
  scenarioFilter,
} from '../options.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface ExplainOptions extends StageOptions {
  readonly attack: string;
  readonly n?: number;
  readonly seed?: number;
}

export function explainCommand(context: CommandContext): Command {
  const command = new Command('explain')
    .description(
      'have models say why biased scenarios are biased; answers that are stored are not asked for again',
    )
    .addOption(modelOption())
    .option('--attack <name>', 'none, untargeted or targeted', 'none')
    .option(
      '--n <n>',
      'this many scenarios of each dataset, stored as the sample explain-<n>-<seed>',
      positiveInteger,
    )
    .option('--seed <n>', 'with --n: the same seed takes the same scenarios (default: 0)', integer)
    .addOption(limitOption());
  addStageOptions(command, explainSampling);
  return command.action((options: ExplainOptions) => explain(context, options));
}

async function explain(context: CommandContext, options: ExplainOptions): Promise<void> {
  const { n, seed, temperature, maxTokens } = options;
  if (n === undefined && seed !== undefined) {
    throw new UsageError('A seed has no effect without a number of scenarios.', {
      where: `--seed ${seed}`,
      advice: 'Say how many of each dataset with --n, or leave --seed out.',
    });
  }
  const prompts = await promptPack(context, options.prompts, options.promptLanguage);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb explain', async (store, recorder) => {
    const filter = scenarioFilter(options);
    const summary = await explainScenarios(runtime, {
      store,
      models: modelChoices(options.model, calls),
      prompts,
      attacks: [options.attack],
      repeats: options.repeat,
      sampling: { temperature, maxTokens },
      filter,
      limits: engineLimits(calls),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      recorder,
      ...(n === undefined ? {} : { draw: { size: n, seed: seed ?? 0 } }),
    });
    finishCalls(context, summary, options.json === true, printStageSummary.explain);
  });
}
