import { Command, Option } from 'commander';
import { judgeSampling } from '../../stages/judge/judge.ts';
import { judgeUntil } from '../../study/judge-until.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { judgeScenarios } from '../../study/stages.ts';
import { firstWordings } from '../../study/validity/sensitivity.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPacks } from '../command-runtime.ts';
import {
  addStageOptions,
  callOptions,
  integer,
  limitOption,
  list,
  modelOption,
  positiveInteger,
  type StageOptions,
  scenarioFilter,
  share,
} from '../options.ts';
import { finishCalls, printReachedWidths, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface JudgeOptions extends StageOptions {
  readonly attack?: readonly string[];
  readonly seed?: number;
  readonly wordings: number;
  readonly untilWidth?: number;
  readonly orderSeed: number;
}

export function judgeCommand(context: CommandContext): Command {
  const command = new Command('judge')
    .description('ask models whether scenarios are biased; answers that are stored are not asked for again')
    .addOption(modelOption())
    .option('--attack <names>', 'none, untargeted, targeted (default: all three)', list)
    .option('--wordings <n>', 'ask in the first n wordings of the question', positiveInteger, 1)
    .addOption(
      new Option(
        '--until-width <share>',
        'stop each model where its anytime-valid intervals are at most this wide; 0.05 is five points',
      )
        .argParser(share)
        .conflicts('limit'),
    )
    .option('--order-seed <n>', 'draws the order of clusters for --until-width', integer, 0)
    .option('--seed <n>', 'sampling seed, for endpoints that take one', integer)
    .addOption(limitOption());
  addStageOptions(command, judgeSampling);
  return command.action((options: JudgeOptions) => judge(context, options));
}

async function judge(context: CommandContext, options: JudgeOptions): Promise<void> {
  const prompts = await promptPacks(context, options.prompts, options.promptLanguage);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb judge', async (store, recorder) => {
    const filter = scenarioFilter(options);
    const request = {
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
      questions: firstWordings(options.wordings),
      limits: engineLimits(calls),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      recorder,
    };
    if (options.untilWidth !== undefined) {
      const until = { ...request, width: options.untilWidth, seed: options.orderSeed };
      const stopped = await judgeUntil(runtime, until);
      return finishCalls(context, stopped, options.json === true, printReachedWidths);
    }
    const summary = await judgeScenarios(runtime, request);
    finishCalls(context, summary, options.json === true, printStageSummary.judge);
  });
}
