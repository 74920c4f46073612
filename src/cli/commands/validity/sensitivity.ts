import { Command } from 'commander';
import { noAttack } from '../../../core/condition.ts';
import { sensitivityId } from '../../../measures/sensitivity/compute.ts';
import { sensitivityMeasure } from '../../../measures/sensitivity/index.ts';
import { judgeSampling } from '../../../stages/judge/judge.ts';
import { measureStudy } from '../../../study/measure-study.ts';
import { engineLimits, modelChoices } from '../../../study/runtime.ts';
import { judgeInAllWays } from '../../../study/validity/sensitivity.ts';
import { type CommandContext, printJson } from '../../command-context.ts';
import { commandRuntime, promptPacks } from '../../command-runtime.ts';
import {
  addStageOptions,
  callOptions,
  integer,
  list,
  modelOption,
  positiveInteger,
  type StageOptions,
  scenarioFilter,
} from '../../options.ts';
import { printMetrics } from '../../print-metrics.ts';
import { finishCalls, printStageSummary } from '../../summaries.ts';
import { withStoreForCalls } from '../../with-store.ts';

interface SensitivityOptions extends StageOptions {
  readonly attack?: readonly string[];
  readonly n: number;
  readonly seed: number;
  readonly wordings?: number;
}

export function sensitivityCommand(context: CommandContext): Command {
  const command = new Command('sensitivity')
    .description(
      'judge a sample in every wording, label order and label word: would another question give another answer?',
    )
    .addOption(modelOption())
    .option('--n <n>', 'how many biased scenarios of each dataset', positiveInteger, 100)
    .option('--seed <n>', 'the same seed takes the same scenarios', integer, 0)
    .option('--wordings <n>', 'only the first wordings of the prompt pack (default: all)', positiveInteger)
    .option('--attack <names>', 'none, untargeted, targeted, … (default: none)', list);
  addStageOptions(command, judgeSampling);
  return command.action((options: SensitivityOptions) => sensitivity(context, options));
}

async function sensitivity(context: CommandContext, options: SensitivityOptions): Promise<void> {
  const [prompts] = await promptPacks(context, options.prompts);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  const { model: models, attack: attacks = [noAttack], n: size, seed, wordings, repeat: repeats } = options;
  await withStoreForCalls(runtime, options, 'hvsb sensitivity', async (store, recorder) => {
    const filter = scenarioFilter(options);
    const summary = await judgeInAllWays(runtime, {
      store,
      models: modelChoices(models, calls),
      prompts,
      attacks,
      repeats,
      sampling: { temperature: options.temperature, maxTokens: options.maxTokens },
      filter,
      size,
      seed,
      wordings,
      limits: engineLimits(calls),
      dryRun: options.dryRun === true,
      recorder,
    });
    if (summary === null) return;
    const judgments = { ...filter, models, attacks, sample: summary.sample, pack: prompts.name };
    const measured = await measureStudy(null, { store, selection: { judgments, explanations: {} } });
    if (options.json === true)
      printJson(context, { ...summary, measured: measured.results[sensitivityId] ?? null });
    else printMetrics(context, { ...measured, notes: [] }, 'text', [sensitivityMeasure]);
    finishCalls(context, summary, false, options.json === true ? () => {} : printStageSummary.judge);
  });
}
