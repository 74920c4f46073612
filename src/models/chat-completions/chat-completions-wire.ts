import type { Finish, Message, Sampling } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, errorInBody } from '../http/failures.ts';
import { type ModelWire, malformedAnswer, type WireAnswer } from '../http/http-model.ts';
import { countField, field, type SettingField, textField } from '../http/json-body.ts';
import { answeredProbabilities } from './token-log-probabilities.ts';

/** OpenAI's chat completions, as far as all who follow it agree. */
export class ChatCompletionsWire implements ModelWire {
  readonly path = '/chat/completions';
  readonly #model: string;
  /** How many alternatives to a judge's tokens are asked for; null for none, and where the server refused. */
  #alternatives: number | null;
  // Newer models of OpenAI know only the second name, older servers only the first.
  #maxTokensField: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';

  constructor(model: string, alternatives: number | null = null) {
    this.#model = model;
    this.#alternatives = alternatives;
  }

  body(
    messages: readonly Message[],
    { temperature, topP, maxTokens, seed }: Sampling,
    continuations: readonly string[] = [],
  ): Record<string, unknown> {
    const asksMore = continuations.length > 0 && this.#alternatives !== null;
    return {
      model: this.#model,
      messages,
      temperature,
      top_p: topP,
      [this.#maxTokensField]: maxTokens,
      seed,
      ...(asksMore ? { logprobs: true, top_logprobs: this.#alternatives } : {}),
    };
  }

  read(body: unknown, asked: Asked, continuations: readonly string[] = []): WireAnswer {
    const answer = readChatCompletion(body, asked);
    if (continuations.length === 0 || this.#alternatives === null) return answer;
    const probabilities = answeredProbabilities(firstChoice(body, asked), continuations);
    return probabilities === null ? answer : { ...answer, continuationProbabilities: probabilities };
  }

  renames(field: SettingField, sent: Readonly<Record<string, unknown>>): boolean {
    if (field === 'logprobs' || field === 'top_logprobs') {
      this.#alternatives = null;
      return sent.logprobs !== undefined;
    }
    if (field !== 'max_tokens' || sent.max_tokens === undefined) return false;
    this.#maxTokensField = 'max_completion_tokens';
    return true;
  }
}

const finishes: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  eos: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content-filter',
  refusal: 'refusal',
};
// The server gave up half way: not an answer.
const interrupted = new Set(['error', 'insufficient_system_resource']);

/**
 * Reads the body of a successful response of `/chat/completions`.
 * @throws ModelError `malformed-response` where there is no answer in it, or what an error in the body says.
 */
export function readChatCompletion(body: unknown, asked: Asked): WireAnswer {
  const choice = firstChoice(body, asked);
  const message = field(choice, 'message');
  const refusal = textField(message, 'refusal') ?? '';
  const usage = field(body, 'usage');
  return {
    text: refusal === '' ? contentOf(message) : refusal,
    reasoning: textField(message, 'reasoning_content') ?? textField(message, 'reasoning') ?? null,
    finish: refusal === '' ? finishOf(choice, asked) : 'refusal',
    inputTokens: countField(usage, 'prompt_tokens'),
    outputTokens: countField(usage, 'completion_tokens'),
    servedModel: textField(body, 'model') ?? null,
  };
}

function firstChoice(body: unknown, asked: Asked): unknown {
  const choices = field(body, 'choices');
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const error = field(choice, 'error') ?? field(body, 'error');
  if (error !== undefined && error !== null) {
    throw errorInBody(JSON.stringify({ error }), countField(error, 'code'), asked);
  }
  if (field(choice, 'message') === undefined) throw malformedAnswer('The answer holds no choice.', asked);
  return choice;
}

function finishOf(choice: unknown, asked: Asked): Finish {
  const reason = textField(choice, 'finish_reason') ?? '';
  if (interrupted.has(reason)) {
    throw new ModelError(`The server stopped half way (${reason}).`, { reason: 'server', where: asked.id });
  }
  return finishes[reason] ?? 'other';
}

// Text, or a list of parts of which some are text.
function contentOf(message: unknown): string {
  const content = field(message, 'content');
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => textField(part, 'text') ?? '').join('');
}
