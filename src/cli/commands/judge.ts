import { Command } from 'commander';
import { loadPromptPack } from '../../prompts/prompt-pack.ts';
import { judgeSampling, judgeStage } from '../../stages/judge/judge.ts';
import type { CommandContext } from '../command-context.ts';
import {
  addCallOptions,
  addSamplingOptions,
  addScenarioOptions,
  type CallOptions,
  integer,
  jsonOption,
  list,
  type SamplingOptions,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { callStep } from '../steps/calls.ts';
import { chooseScenarios } from '../steps/choose-subjects.ts';
import { engineLimits, modelChoices } from '../steps/model-choice.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface JudgeOptions extends CallOptions, SamplingOptions, ScenarioOptions {
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
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(addScenarioOptions(command), judgeSampling));
  return command.action((options: JudgeOptions) => judge(context, options));
}

async function judge(context: CommandContext, options: JudgeOptions): Promise<void> {
  const prompts = await loadPromptPack(options.prompts);
  await withStoreForCalls(context, options, 'hvsb judge', async (store, recorder) => {
    const filter = scenarioFilter(options);
    await chooseScenarios(store, filter);
    const summary = await callStep(context, judgeStage, {
      store,
      models: modelChoices(options.model, options),
      prompts,
      attacks: options.attack ?? ['none', 'untargeted', 'targeted'],
      repeats: options.repeat,
      sampling: {
        temperature: options.temperature,
        maxTokens: options.maxTokens,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      },
      filter,
      limits: engineLimits(options),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.judge);
  });
}
