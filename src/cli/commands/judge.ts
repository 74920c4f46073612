import { Command } from 'commander';
import { judgeSampling } from '../../stages/judge/judge.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { judgeScenarios } from '../../study/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPacks } from '../command-runtime.ts';
import {
  addCallOptions,
  addSamplingOptions,
  addScenarioOptions,
  type CallFlags,
  callOptions,
  integer,
  jsonOption,
  limitOption,
  list,
  type SamplingOptions,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface JudgeOptions extends CallFlags, SamplingOptions, ScenarioOptions {
  readonly model: readonly string[];
  readonly attack?: readonly string[];
  readonly seed?: number;
  readonly store?: string;
  readonly json?: boolean;
}

export function judgeCommand(context: CommandContext): Command {
  const command = new Command('judge')
    .description('ask models whether scenarios are biased; answers that are stored are not asked for again')
    .requiredOption('--model <names>', 'provider:model, separated by commas', list)
    .option('--attack <names>', 'none, untargeted, targeted (default: all three)', list)
    .option('--seed <n>', 'sampling seed, for endpoints that take one', integer)
    .addOption(limitOption())
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(addScenarioOptions(command), judgeSampling));
  return command.action((options: JudgeOptions) => judge(context, options));
}

async function judge(context: CommandContext, options: JudgeOptions): Promise<void> {
  const prompts = await promptPacks(context, options.prompts, options.promptLanguage);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb judge', async (store, recorder) => {
    const filter = scenarioFilter(options);
    const summary = await judgeScenarios(runtime, {
      store,
      models: modelChoices(options.model, calls),
      prompts,
      attacks: options.attack ?? ['none', 'untargeted', 'targeted'],
      repeats: options.repeat,
      sampling: {
        temperature: options.temperature,
        maxTokens: options.maxTokens,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      },
      filter,
      limits: engineLimits(calls),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.judge);
  });
}
