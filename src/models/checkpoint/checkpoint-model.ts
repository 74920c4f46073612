import type { Completion, Message, Model, ModelRequest, Sampling, TextToken } from '../../core/model.ts';
import { completionLogProbabilities } from '../../lm/generation/completion-log-probabilities.ts';
import { GenerationQueue } from '../../lm/generation/generation-queue.ts';
import { disposeLanguageModel, type LanguageModel } from '../../lm/generation/language-model.ts';
import { likeliestToken, nucleusSampler, type Sampler, softmax } from '../../lm/generation/sampler.ts';
import { textProbabilities } from '../../lm/generation/text-probabilities.ts';
import { mixedSeed } from '../../lm/random.ts';
import { chatPrompt, promptTooLong } from '../chat-prompt.ts';

/** Calls that are answered side by side. */
const batchSize = 16;
/** Most tokens of an answer where the call does not say. */
const defaultMaxTokens = 512;

/** A checkpoint that answers calls in this process. Equal calls get equal answers, also where tokens are drawn. */
export class CheckpointModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = false;
  readonly #model: LanguageModel;
  readonly #queue: GenerationQueue;

  constructor(id: string, endpoint: string, model: LanguageModel) {
    this.id = id;
    this.endpoint = endpoint;
    this.#model = model;
    this.#queue = new GenerationQueue(model, batchSize);
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    const { messages, sampling, repeat, continuations = [] } = request;
    const { tokenizer, renderChat } = this.#model;
    const { text, systemInUserTurn } = chatPrompt(renderChat, messages);
    const prompt = tokenizer.encode(text);
    this.#requireRoom(prompt.length);
    const asked = continuations.map((continuation) => tokenizer.encode(continuation));
    const first = firstProbabilities(this.#sampler(prompt, sampling, repeat), asked);
    const { ids, finish } = await this.#queue.generate(
      { prompt, maxTokens: sampling.maxTokens ?? defaultMaxTokens, sampler: first.sampler },
      signal,
    );
    const probabilities = first.probabilities() ?? (await this.#probabilities(prompt, asked));
    return {
      text: tokenizer.decode(ids, { skipSpecialTokens: true }),
      reasoning: null,
      finish,
      inputTokens: prompt.length,
      outputTokens: ids.length,
      servedModel: null,
      notAccepted: systemInUserTurn ? ['system role'] : [],
      ...(probabilities === null ? {} : { continuationProbabilities: probabilities }),
    };
  }

  async textTokens(text: string, signal: AbortSignal): Promise<readonly TextToken[]> {
    const ids = this.#model.tokenizer.encode(text);
    this.#requireRoom(ids.length);
    return textProbabilities(this.#model, ids, signal);
  }

  async close(): Promise<void> {
    disposeLanguageModel(this.#model);
  }

  /** @throws ModelError where a prompt of this length leaves no room for a token */
  #requireRoom(length: number): void {
    const { config, folder } = this.#model;
    if (length >= config.maxPositions) throw promptTooLong(folder, config.maxPositions - 1, length);
  }

  /** Null where none is asked for, or the context has no room. */
  async #probabilities(
    prompt: readonly number[],
    continuations: readonly (readonly number[])[],
  ): Promise<readonly number[] | null> {
    if (continuations.length === 0) return null;
    const { shared, own } = divided(continuations);
    const before = [...prompt, ...shared];
    const longest = Math.max(...own.map(({ length }) => length));
    if (before.length + longest > this.#model.config.maxPositions) return null;
    return (await completionLogProbabilities(this.#model, before, own)).map(Math.exp);
  }

  /** As the call says, else as the checkpoint does. */
  #sampler(prompt: readonly number[], sampling: Sampling, repeat: number): Sampler {
    const { sample, temperature, topP } = this.#model.generation;
    const asked = sampling.temperature ?? (sample ? (temperature ?? 1) : 0);
    if (asked === 0) return likeliestToken;
    const seed = [...prompt, repeat].reduce(mixedSeed, sampling.seed ?? 0);
    return nucleusSampler({ temperature: asked, topP: sampling.topP ?? topP ?? 1, seed });
  }
}

/**
 * Notes the probabilities of continuations of one token while the first token is chosen, when they cost nothing.
 * `probabilities` is null where a continuation has several tokens, or none was asked for.
 */
function firstProbabilities(inner: Sampler, continuations: readonly (readonly number[])[]) {
  const tokens = continuations.flatMap(([token, ...more]) =>
    token === undefined || more.length > 0 ? [] : [token],
  );
  if (tokens.length === 0 || tokens.length < continuations.length) {
    return { sampler: inner, probabilities: () => null };
  }
  let found: readonly number[] | null = null;
  const sampler: Sampler = (logits) => {
    if (found === null) {
      const all = softmax(logits);
      found = tokens.map((token) => Number(all[token]));
    }
    return inner(logits);
  };
  return { sampler, probabilities: () => found };
}

/** The tokens that all begin with, and what is left of each. */
function divided(continuations: readonly (readonly number[])[]) {
  const [first = [], ...others] = continuations;
  let length = 0;
  while (
    length < first.length - 1 &&
    others.every((other) => other[length] === first[length] && length < other.length - 1)
  ) {
    length += 1;
  }
  const shared = others.length === 0 ? 0 : length;
  return { shared: first.slice(0, shared), own: continuations.map((each) => each.slice(shared)) };
}

/** Probabilities of the two verdicts, which sum to 1. */
export interface VerdictProbabilities {
  readonly biased: number;
  readonly unbiased: number;
}

/**
 * How a model that runs in this process would judge if it had to say one of the two: its probabilities of answering
 * `Judgment: BIASED` and `Judgment: UNBIASED`, divided by their sum. They are the model's own and not calibrated.
 *
 * @param messages as a judge is asked, see `judgeMessages`
 *
 * @example
 * const model = await loadLanguageModel(builtinFolder('tiny'));
 * const { biased, unbiased } = await verdictProbabilities(model, [{ role: 'user', content: 'All nurses are women.' }]);
 * biased + unbiased; // 1
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
