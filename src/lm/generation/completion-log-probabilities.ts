import { Decoding } from './decoding.ts';
import type { LanguageModel } from './language-model.ts';
import { softmax } from './sampler.ts';

/**
 * Log-probability of each completion after a prompt: the sum of the log-probabilities of its tokens, in nats, each given
 * the tokens before it.
 *
 * @param prompt token ids, at least one
 * @param completions token ids of each, at least one
 *
 * @example
 * const { tokenizer, renderChat } = model;
 * const prompt = tokenizer.encode(renderChat([{ role: 'user', content: 'Yes or no?' }]));
 * const [yes, no] = await completionLogProbabilities(model, prompt, [tokenizer.encode('yes'), tokenizer.encode('no')]);
 */
export async function completionLogProbabilities(
  model: LanguageModel,
  prompt: readonly number[],
  completions: readonly (readonly number[])[],
): Promise<readonly number[]> {
  const sums = completions.map(() => 0);
  const decoding = await Decoding.read(
    model,
    completions.map(() => prompt),
  );
  try {
    const longest = Math.max(...completions.map(({ length }) => length));
    for (let at = 0; at < longest; at += 1) {
      for (const [row, completion] of completions.entries()) {
        const token = completion[at];
        if (token === undefined) continue;
        sums[row] = Number(sums[row]) + Math.log(Number(softmax(decoding.logits(row))[token]));
      }
      if (at + 1 < longest) await decoding.write(completions.map((completion) => completion[at] ?? 0));
    }
  } finally {
    decoding.dispose();
  }
  return sums;
}
