import type { Completion, Model, ModelRequest, Sampling, TextToken } from '../../core/model.ts';
import { mixedSeed } from '../../lm/random.ts';
import type { ChatRenderer } from '../../lm/tokenizer/chat-renderer.ts';
import { chatPrompt, promptTooLong } from '../chat-prompt.ts';
import type { LlamaContext, LlamaModel, Token } from './llama-library.ts';
import { SequencePool } from './sequence-pool.ts';
import { continuationProbabilities, textTokens, writeText } from './sequence-text.ts';

/** Most tokens of an answer where the call does not say. */
const defaultMaxTokens = 512;

/** A loaded GGUF file with its context, and what it was loaded for. */
export interface LoadedGguf {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequences: number;
  readonly renderChat: ChatRenderer;
  readonly path: string;
  /** Frees the memory. */
  dispose(): Promise<void>;
}

/** A GGUF file that answers calls in this process. Equal calls get equal answers, also where tokens are drawn. */
export class GgufModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = false;
  readonly #loaded: LoadedGguf;
  readonly #pool: SequencePool;

  constructor(id: string, endpoint: string, loaded: LoadedGguf) {
    this.id = id;
    this.endpoint = endpoint;
    this.#loaded = loaded;
    this.#pool = new SequencePool(loaded.context, loaded.sequences);
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    const { model, renderChat } = this.#loaded;
    const { text, systemInUserTurn } = chatPrompt(renderChat, request.messages);
    const prompt = this.#tokens(text);
    const room = this.#roomAfter(prompt);
    const { sampling, repeat, continuations = [] } = request;
    const settings = {
      ...drawing(prompt, sampling, repeat),
      maxTokens: Math.min(room, maxTokensOf(sampling)),
    };
    return this.#pool.use(prompt, signal, async (sequence) => {
      const { ids, finish } = await writeText(sequence, prompt, settings, signal);
      const tokens = continuations.map((continuation) => model.tokenize(continuation, false));
      const fits = tokens.every(({ length }) => length <= room);
      return {
        text: model.detokenize(ids, false),
        reasoning: null,
        finish,
        inputTokens: prompt.length,
        outputTokens: ids.length,
        servedModel: null,
        notAccepted: systemInUserTurn ? ['system role'] : [],
        ...(tokens.length === 0 || !fits
          ? {}
          : { continuationProbabilities: await continuationProbabilities(sequence, prompt, tokens) }),
      };
    });
  }

  async textTokens(text: string, signal: AbortSignal): Promise<readonly TextToken[]> {
    const ids = this.#loaded.model.tokenize(text, false);
    this.#roomAfter(ids);
    return this.#pool.use(ids, signal, (sequence) => textTokens(sequence, ids));
  }

  async close(): Promise<void> {
    await this.#loaded.dispose();
  }

  /** Templates write the token that begins every text themselves, or leave it to the tokenizer. */
  #tokens(text: string): readonly Token[] {
    const { tokens, fileInfo } = this.#loaded.model;
    const ids = this.#loaded.model.tokenize(text, true);
    const adds = fileInfo.metadata.tokenizer.ggml?.add_bos_token === true && tokens.bos !== null;
    return adds && tokens.bos !== null && ids[0] !== tokens.bos ? [tokens.bos, ...ids] : ids;
  }

  /** @throws ModelError where the prompt leaves no room for a token */
  #roomAfter(prompt: readonly Token[]): number {
    const { context, path } = this.#loaded;
    const room = context.contextSize - prompt.length;
    if (room > 0) return room;
    throw promptTooLong(path, context.contextSize - 1, prompt.length, 'Set HVSB_GGUF_CONTEXT higher. ');
  }
}

function maxTokensOf({ maxTokens = defaultMaxTokens }: Sampling): number {
  return maxTokens;
}

/** As the call says; the likeliest token where it does not. */
function drawing(
  prompt: readonly Token[],
  { temperature = 0, topP = 1, seed = 0 }: Sampling,
  repeat: number,
) {
  return { temperature, topP, seed: [...prompt, repeat].reduce(mixedSeed, seed) };
}
