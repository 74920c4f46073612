import { CheckpointError } from '../../errors/errors.ts';
import { Decoding } from './decoding.ts';
import type { LanguageModel } from './language-model.ts';
import type { Sampler } from './sampler.ts';

/** A prompt to continue, how far, and how to choose each token. */
export interface GenerationRequest {
  /** Token ids of the prompt, at least one. */
  readonly prompt: readonly number[];
  /** Maximum number of tokens to write, at least one; the context is a limit, too. */
  readonly maxTokens: number;
  readonly sampler: Sampler;
}

/** A text that was generated, as token ids. */
export interface Generated {
  /** Token ids, without the end token. */
  readonly ids: readonly number[];
  /** `stop` if the model ended its text, `length` if the text was cut. */
  readonly finish: 'stop' | 'length';
}

interface Sequence {
  readonly request: GenerationRequest;
  readonly ids: number[];
  finish: Generated['finish'] | null;
}

/**
 * Continues all prompts together, until each text has ended or has its maximum number of tokens. Memory grows with the
 * number of requests and the longest of them.
 *
 * Aborting `signal` rejects with its reason after the current token.
 * @throws CheckpointError if a prompt fills the model's context
 *
 * @example
 * const { tokenizer, renderChat } = model;
 * const prompt = tokenizer.encode(renderChat([{ role: 'user', content: 'Is this biased? All nurses are women.' }]));
 * const requests = [{ prompt, maxTokens: 40, sampler: likeliestToken }];
 * const [answer] = await generate(model, requests, new AbortController().signal);
 * console.log(tokenizer.decode(answer?.ids ?? []));
 */
export async function generate(
  model: LanguageModel,
  requests: readonly GenerationRequest[],
  signal: AbortSignal,
): Promise<readonly Generated[]> {
  signal.throwIfAborted();
  if (requests.length === 0) return [];
  for (const { prompt } of requests) checkPromptLength(model, prompt.length);
  const sequences: readonly Sequence[] = requests.map((request) => ({ request, ids: [], finish: null }));
  const decoding = await Decoding.read(
    model,
    requests.map(({ prompt }) => prompt),
  );
  try {
    for (;;) {
      signal.throwIfAborted();
      for (const [row, sequence] of sequences.entries()) {
        if (sequence.finish === null) addToken(model, sequence, decoding.logits(row));
      }
      if (sequences.every(({ finish }) => finish !== null)) break;
      await decoding.write(sequences.map(({ ids }) => ids.at(-1) ?? 0));
    }
  } finally {
    decoding.dispose();
  }
  return sequences.map(({ ids, finish }) => ({ ids, finish: finish ?? 'length' }));
}

/**
 * A prompt must leave room for one token.
 * @throws CheckpointError
 */
export function checkPromptLength({ config, folder }: LanguageModel, length: number): void {
  if (length < config.maxPositions) return;
  throw new CheckpointError('The prompt is too long for the model.', {
    where: folder,
    expected: `at most ${config.maxPositions - 1} tokens`,
    found: `${length} tokens`,
    advice: 'Leave the scenario out, or use a model with a longer context.',
  });
}

function addToken(model: LanguageModel, sequence: Sequence, logits: Float32Array): void {
  const { prompt, maxTokens, sampler } = sequence.request;
  const token = sampler(logits);
  if (model.generation.eosTokenIds.includes(token)) {
    sequence.finish = 'stop';
    return;
  }
  sequence.ids.push(token);
  const isFull = prompt.length + sequence.ids.length >= model.config.maxPositions;
  if (sequence.ids.length >= maxTokens || isFull) sequence.finish = 'length';
}
