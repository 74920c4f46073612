import { Command } from 'commander';
import { answerSampling } from '../../stages/answer/answer.ts';
import { engineLimits, modelChoices } from '../../study/runtime.ts';
import { answerQuestions } from '../../study/stages.ts';
import type { CommandContext } from '../command-context.ts';
import { commandRuntime, promptPack } from '../command-runtime.ts';
import {
  addCallOptions,
  addSamplingOptions,
  type CallFlags,
  callOptions,
  integer,
  jsonOption,
  limitOption,
  list,
  type SamplingOptions,
  storeOption,
} from '../options.ts';
import { finishCalls, printStageSummary } from '../summaries.ts';
import { withStoreForCalls } from '../with-store.ts';

interface AnswerOptions extends CallFlags, SamplingOptions {
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
      'have models answer a dataset’s own questions, options in a seeded order, for the dataset’s own score',
    )
    .requiredOption('--model <names>', 'provider:model, separated by commas', list)
    .option('--attack <names>', 'none, untargeted, targeted (default: none)', list)
    .option('--category <names>', 'bias categories, separated by commas', list)
    .option('--seed <n>', 'draws the order of the options', integer, 0)
    .addOption(limitOption('questions'))
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addSamplingOptions(command, answerSampling));
  return command.action((options: AnswerOptions) => answer(context, options));
}

async function answer(context: CommandContext, options: AnswerOptions): Promise<void> {
  const { category, temperature, maxTokens } = options;
  const prompts = await promptPack(context, options.prompts, options.promptLanguage);
  const runtime = await commandRuntime(context);
  const calls = callOptions(options, runtime.providers);
  await withStoreForCalls(runtime, options, 'hvsb answer', async (store, recorder) => {
    const filter = category === undefined ? {} : { categories: category };
    const summary = await answerQuestions(runtime, {
      store,
      models: modelChoices(options.model, calls),
      prompts,
      attacks: options.attack ?? ['none'],
      repeats: options.repeat,
      orderSeed: options.seed,
      sampling: { temperature, maxTokens },
      filter,
      limits: engineLimits(calls),
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      dryRun: options.dryRun === true,
      recorder,
    });
    finishCalls(context, summary, options.json === true, printStageSummary.answer);
  });
}
