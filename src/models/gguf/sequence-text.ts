import { type ExpectedToken, expectedToken } from '../../lm/generation/text-probabilities.ts';
import type { LlamaSequence, Token } from './llama-library.ts';
import { commonLength } from './sequence-pool.ts';

/** Settings of a text; temperature 0 takes the likeliest token. */
export interface TextSettings {
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  /** At least 1. */
  readonly maxTokens: number;
}

interface WrittenText {
  readonly ids: readonly Token[];
  readonly finish: 'stop' | 'length';
}

/**
 * Continues a prompt until the model ends its text or it has `maxTokens`.
 * Aborting `signal` rejects with its reason after the current token.
 */
export async function writeText(
  sequence: LlamaSequence,
  prompt: readonly Token[],
  { temperature, topP, seed, maxTokens }: TextSettings,
  signal: AbortSignal,
): Promise<WrittenText> {
  // The last token is evaluated again: what follows it is not stored.
  const rest = await keepBeginning(sequence, prompt, prompt.length - 1);
  // The library would otherwise draw from 40 tokens.
  const settings = { temperature, ...(temperature === 0 ? {} : { topP, topK: 0, seed }) };
  const ids: Token[] = [];
  for await (const token of sequence.evaluate(rest, settings)) {
    signal.throwIfAborted();
    ids.push(token);
    if (ids.length >= maxTokens) return { ids, finish: 'length' };
  }
  return { ids, finish: 'stop' };
}

/**
 * Probability of each continuation after the prompt and the beginning that all of them share: the product of the
 * probabilities of its own tokens, each given the tokens before it.
 *
 * @param continuations token ids of each, at least one
 */
export async function continuationProbabilities(
  sequence: LlamaSequence,
  prompt: readonly Token[],
  continuations: readonly (readonly Token[])[],
): Promise<readonly number[]> {
  const [first = [], ...others] = continuations;
  const shared = Math.min(
    ...others.map((other) => Math.min(commonLength(first, other), other.length - 1, first.length - 1)),
    ...(others.length === 0 ? [0] : []),
  );
  const before = [...prompt, ...first.slice(0, shared)];
  const probabilities: number[] = [];
  for (const continuation of continuations) {
    const own = continuation.slice(shared);
    // Asked about after the last token before it and after each of its own but the last.
    const text = [...before, ...own.slice(0, -1)];
    const rest = await keepBeginning(sequence, text, before.length - 1);
    const asked = rest.slice(-own.length);
    const answers = await sequence.controlledEvaluate([
      ...rest.slice(0, -own.length),
      ...asked.map((token, at) => [token, nextToken(own[at] ?? 0)] as const),
    ]);
    const logs = own.map((token, at) => logProbability(answers.at(at - own.length), token));
    probabilities.push(Math.exp(logs.reduce((sum, log) => sum + log, 0)));
  }
  return probabilities;
}

/** What the model makes of each token of a text but the first. */
export async function textTokens(
  sequence: LlamaSequence,
  text: readonly Token[],
): Promise<readonly ExpectedToken[]> {
  if (text.length < 2) return [];
  await keepBeginning(sequence, text, 0);
  const answers = await sequence.controlledEvaluate(
    text.slice(0, -1).map((token) => [token, { generateNext: { logits: true } }] as const),
  );
  return text.slice(1).map((token, at) => {
    const logits = answers[at]?.next.logits;
    if (logits === undefined) throw new Error('The library gave no logits.');
    const place = [...logits.keys()].indexOf(token);
    return expectedToken(logits.values(), place);
  });
}

function nextToken(token: Token) {
  return {
    generateNext: {
      logits: { filter: { tokens: [token], includeTop: 1 } },
      totalLogitWeight: true,
    },
  } as const;
}

function logProbability(
  answer: Awaited<ReturnType<LlamaSequence['controlledEvaluate']>>[number],
  token: Token,
): number {
  const { logits, totalLogitWeight } = answer?.next ?? {};
  const logit = logits?.get(token);
  if (logits === undefined || logit === undefined || totalLogitWeight === undefined) {
    throw new Error('The library gave no logits.');
  }
  return logit - Math.max(...logits.values()) - Math.log(totalLogitWeight);
}

/**
 * Has the sequence forget all but the beginning that it shares with the text, and of that at most `most` tokens.
 * @returns the tokens of the text that are still to be evaluated
 */
async function keepBeginning(
  sequence: LlamaSequence,
  text: readonly Token[],
  most: number,
): Promise<readonly Token[]> {
  await sequence.adaptStateToTokens(text.slice(0, most), false);
  return text.slice(sequence.contextTokens.length);
}
