import { Decoding } from './decoding.ts';
import type { LanguageModel } from './language-model.ts';

/**
 * How likely a token was, given those before it, and what the model expected: mean and standard deviation of the
 * log-probability of a token drawn from its distribution, in nats.
 */
export interface ExpectedToken {
  readonly logProbability: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The log-probability of a token among all, with its expectation.
 *
 * @param logits of every token of the vocabulary
 * @example
 * expectedToken([0, 0], 1); // { logProbability: -.693, mean: -.693, deviation: 0 }
 */
export function expectedToken(logits: Iterable<number>, chosen: number): ExpectedToken {
  const all = [...logits];
  const highest = all.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const total = all.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  let [mean, squares] = [0, 0];
  for (const logit of all) {
    const log = logit - highest - Math.log(total);
    const probability = Math.exp(log);
    if (probability === 0) continue;
    mean += probability * log;
    squares += probability * log * log;
  }
  const logProbability = (all[chosen] ?? Number.NEGATIVE_INFINITY) - highest - Math.log(total);
  return { logProbability, mean, deviation: Math.sqrt(Math.max(0, squares - mean ** 2)) };
}

/**
 * What a model makes of each token of a text but the first, which nothing comes before.
 *
 * @param ids at least two
 * @example
 * const tokens = await textProbabilities(model, model.tokenizer.encode('The baker was late again.'));
 */
export async function textProbabilities(
  model: LanguageModel,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<readonly ExpectedToken[]> {
  const [first, ...others] = ids;
  if (first === undefined) return [];
  const decoding = await Decoding.read(model, [[first]]);
  const tokens: ExpectedToken[] = [];
  try {
    for (const [at, token] of others.entries()) {
      signal.throwIfAborted();
      tokens.push(expectedToken(decoding.logits(0), token));
      if (at + 1 < others.length) await decoding.write([token]);
    }
  } finally {
    decoding.dispose();
  }
  return tokens;
}
