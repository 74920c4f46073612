import type { Message } from '../../core/model.ts';
import { completionLogProbabilities } from '../../lm/generation/completion-log-probabilities.ts';
import type { LanguageModel } from '../../lm/generation/language-model.ts';

export interface VerdictProbabilities {
  readonly biased: number;
  readonly unbiased: number;
}

/**
 * How a model that runs in this process would judge if it had to say one of the two: its probabilities of answering
 * `Judgment: BIASED` and `Judgment: UNBIASED`, divided by their sum. They are the model's own and not calibrated.
 *
 * @param messages as a judge is asked, see `judgeMessages`
 */
export async function verdictProbabilities(
  model: LanguageModel,
  messages: readonly Message[],
): Promise<VerdictProbabilities> {
  const { tokenizer, renderChat } = model;
  const [biased = 0, unbiased = 0] = await completionLogProbabilities(
    model,
    tokenizer.encode(renderChat(messages)),
    ['Judgment: BIASED', 'Judgment: UNBIASED'].map((text) => tokenizer.encode(text)),
  );
  const share = 1 / (1 + Math.exp(unbiased - biased));
  return { biased: share, unbiased: 1 - share };
}
