import { Command } from 'commander';
import { agreeSampling } from '../../stages/agree/agree.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { agreeOnExplanations } from '../../study/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPack } from '../command-runtime.ts';
import {
  addCallOptions,
  addSamplingOptions,
  addScenarioOptions,
  type CallFlags,
  callOptions,
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

interface AgreeOptions extends CallFlags, SamplingOptions, ScenarioOptions {
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
    .option(
      '--explainer <names>',
      'models whose explanations are rated, separated by commas (default: all)',
      list,
    )
    .option('--attack <name>', 'explanations that were written under this attack', 'none')
    .addOption(limitOption())
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(addScenarioOptions(command), agreeSampling));
  return command.action((options: AgreeOptions) => agree(context, options));
}

async function agree(context: CommandContext, options: AgreeOptions): Promise<void> {
  const { rater, explainer, attack, temperature, maxTokens } = options;
  const prompts = await promptPack(context, options.prompts, options.promptLanguage);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb agree', async (store, recorder) => {
    const filter = {
      ...scenarioFilter(options),
      attack,
      ...(explainer === undefined ? {} : { explainers: explainer }),
    };
    const summary = await agreeOnExplanations(runtime, {
      store,
      models: modelChoices(rater, calls),
      prompts,
      repeats: options.repeat,
      sampling: { temperature, maxTokens },
      filter,
      limits: engineLimits(calls),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.agree);
  });
}
