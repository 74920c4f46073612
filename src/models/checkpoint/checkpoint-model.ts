import type { Completion, Message, Model, ModelRequest, Sampling } from '../../core/model.ts';
import { completionLogProbabilities } from '../../lm/generation/completion-log-probabilities.ts';
import { checkPromptLength } from '../../lm/generation/generate.ts';
import { GenerationQueue } from '../../lm/generation/generation-queue.ts';
import { disposeLanguageModel, type LanguageModel } from '../../lm/generation/language-model.ts';
import { likeliestToken, nucleusSampler, type Sampler } from '../../lm/generation/sampler.ts';
import { mixedSeed } from '../../lm/random.ts';
import { chatPrompt } from '../chat-prompt.ts';

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

  async complete({ messages, sampling, repeat }: ModelRequest, signal: AbortSignal): Promise<Completion> {
    const { tokenizer, renderChat } = this.#model;
    const { text, systemInUserTurn } = chatPrompt(renderChat, messages);
    const prompt = tokenizer.encode(text);
    checkPromptLength(this.#model, prompt.length);
    const { ids, finish } = await this.#queue.generate(
      {
        prompt,
        maxTokens: sampling.maxTokens ?? defaultMaxTokens,
        sampler: this.#sampler(prompt, sampling, repeat),
      },
      signal,
    );
    return {
      text: tokenizer.decode(ids, { skipSpecialTokens: true }),
      reasoning: null,
      finish,
      inputTokens: prompt.length,
      outputTokens: ids.length,
      servedModel: null,
      notAccepted: systemInUserTurn ? ['system role'] : [],
    };
  }

  async close(): Promise<void> {
    disposeLanguageModel(this.#model);
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
