import { Command } from 'commander';
import { loadPromptPack } from '../../prompts/prompt-pack.ts';
import { answerSampling, answerStage } from '../../stages/answer/answer.ts';
import type { CommandContext } from '../command-context.ts';
import {
  addCallOptions,
  addSamplingOptions,
  type CallOptions,
  integer,
  jsonOption,
  list,
  type SamplingOptions,
  storeOption,
} from '../options.ts';
import { callStep } from '../steps/calls.ts';
import { chooseQuestions } from '../steps/choose-subjects.ts';
import { engineLimits, modelChoices } from '../steps/model-choice.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface AnswerOptions extends CallOptions, SamplingOptions {
  readonly model: readonly string[];
  readonly attack?: readonly string[];
  readonly category?: readonly string[];
  readonly seed: number;
  readonly store?: string;
  readonly json?: boolean;
}

export function answerCommand(context: CommandContext): Command {
  const command = new Command('answer')
    .description(
      'have models answer BBQ’s own questions, three options in a seeded order, for BBQ’s own score',
    )
    .requiredOption('--model <names>', 'provider:model, separated by commas', list)
    .option('--attack <names>', 'none, untargeted, targeted (default: none)', list)
    .option('--category <names>', 'bias categories, separated by commas', list)
    .option('--seed <n>', 'draws the order of the options', integer, 0)
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(command, answerSampling));
  return command.action((options: AnswerOptions) => answer(context, options));
}

async function answer(context: CommandContext, options: AnswerOptions): Promise<void> {
  const { category, temperature, maxTokens } = options;
  const prompts = await loadPromptPack(options.prompts);
  await withStoreForCalls(context, options, 'hvsb answer', async (store, recorder) => {
    const filter = category === undefined ? {} : { categories: category };
    await chooseQuestions(store, filter);
    const summary = await callStep(context, answerStage, {
      store,
      models: modelChoices(options.model, options),
      prompts,
      attacks: options.attack ?? ['none'],
      repeats: options.repeat,
      orderSeed: options.seed,
      sampling: { temperature, maxTokens },
      filter,
      limits: engineLimits(options),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.answer);
  });
}
