import { Command } from 'commander';
import { loadPromptPack } from '../../prompts/prompt-pack.ts';
import { agreeSampling, agreeStage } from '../../stages/agree/agree.ts';
import type { CommandContext } from '../command-context.ts';
import {
  addCallOptions,
  addSamplingOptions,
  addScenarioOptions,
  type CallOptions,
  jsonOption,
  list,
  type SamplingOptions,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../options.ts';
import { callStep } from '../steps/calls.ts';
import { chooseExplanations } from '../steps/choose-subjects.ts';
import { engineLimits, modelChoices } from '../steps/model-choice.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface AgreeOptions extends CallOptions, SamplingOptions, ScenarioOptions {
  readonly rater: readonly string[];
  readonly explainer?: readonly string[];
  readonly attack: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function agreeCommand(context: CommandContext): Command {
  const command = new Command('agree')
    .description('have models read explanations, blind to who wrote them, and agree or disagree')
    .requiredOption('--rater <names>', 'provider:model, separated by commas', list)
    .option('--explainer <names>', 'whose explanations, separated by commas (default: everybody’s)', list)
    .option('--attack <name>', 'explanations that were written under this attack', 'none')
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(addScenarioOptions(command), agreeSampling));
  return command.action((options: AgreeOptions) => agree(context, options));
}

async function agree(context: CommandContext, options: AgreeOptions): Promise<void> {
  const { rater, explainer, attack, temperature, maxTokens } = options;
  const prompts = await loadPromptPack(options.prompts);
  await withStoreForCalls(context, options, 'hvsb agree', async (store, recorder) => {
    const filter = {
      ...scenarioFilter(options),
      attack,
      ...(explainer === undefined ? {} : { explainers: explainer }),
    };
    await chooseExplanations(store, filter);
    const summary = await callStep(context, agreeStage, {
      store,
      models: modelChoices(rater, options),
      prompts,
      repeats: options.repeat,
      sampling: { temperature, maxTokens },
      filter,
      limits: engineLimits(options),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.agree);
  });
}
