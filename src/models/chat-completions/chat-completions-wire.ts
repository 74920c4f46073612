import type { Message, Sampling, TextToken } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, errorInBody } from '../http/failures.ts';
import { type ModelWire, malformedAnswer, type WireAnswer } from '../http/http-model.ts';
import { field, isObject, type SettingField, textField } from '../http/json-body.ts';
import { redact } from '../keys/redact.ts';
import { saysFiltered } from '../response/content-filters.ts';
import { readFinish } from '../response/finish-reasons.ts';
import { readUsage } from '../response/token-usage.ts';
import { readMessage } from './chat-message.ts';
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
    const probabilities = answeredProbabilities(firstChoice(body), continuations);
    return probabilities === null ? answer : { ...answer, continuationProbabilities: probabilities };
  }

  /** The older completions repeat a text with the log-probability of each token; one token is written after it. */
  readonly text = {
    path: '/completions',
    body: (text: string): Record<string, unknown> => ({
      ...{ model: this.#model, prompt: text, echo: true, logprobs: 1, max_tokens: 1, temperature: 0 },
    }),
    read: readEchoedTokens,
  };

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

/** Null where the text was not repeated with a log-probability for each token but the first. */
function readEchoedTokens(body: unknown): readonly TextToken[] | null {
  const logs = field(field(firstChoice(body), 'logprobs'), 'token_logprobs');
  if (!Array.isArray(logs) || logs.length < 3) return null;
  const [first, ...others] = logs;
  // The last one is of the token that was written.
  const tokens = others.slice(0, -1);
  if (typeof first === 'number' || !tokens.every((log) => typeof log === 'number')) return null;
  return tokens.map((logProbability) => ({ logProbability, mean: null, deviation: null }));
}

/**
 * Reads the body of a successful response of `/chat/completions`.
 * @throws ModelError `malformed-response` where there is no answer in it, or what an error in the body says.
 */
export function readChatCompletion(body: unknown, asked: Asked): WireAnswer {
  const choice = firstChoice(body);
  const error = field(choice, 'error') ?? field(body, 'error');
  const message = field(choice, 'message');
  const counted = readUsage(field(body, 'usage'));
  const servedModel = textField(body, 'model') ?? null;
  if (isFiltered(error, message, choice, body)) {
    return { text: '', reasoning: null, finish: 'content-filter', ...counted, servedModel };
  }
  if (error !== undefined && error !== null && error !== '') {
    throw errorInBody(JSON.stringify({ error }), statusIn(error), asked);
  }
  if (!isObject(message)) throw malformedAnswer('The answer holds no choice.', asked);
  const { text, reasoning, refusal } = readMessage(message, asked);
  const { finish, reason } = readFinish(textField(choice, 'finish_reason') ?? '');
  if (finish === 'interrupted') {
    throw new ModelError(redact(`The server stopped half way (${reason.finishReason}).`, asked.secrets), {
      reason: 'server',
      where: asked.id,
    });
  }
  const isRefusal = refusal !== '' && finish !== 'content-filter';
  return {
    text: refusal === '' ? text : refusal,
    reasoning,
    finish: isRefusal ? 'refusal' : finish,
    ...(isRefusal ? {} : reason),
    ...counted,
    servedModel,
  };
}

function firstChoice(body: unknown): unknown {
  const choices = field(body, 'choices');
  return Array.isArray(choices) ? choices[0] : undefined;
}

/** An error of a filter, or an answer that a filter left nothing of. */
function isFiltered(error: unknown, message: unknown, choice: unknown, body: unknown): boolean {
  if (isObject(error) || typeof error === 'string') return saysFiltered({ error });
  if (!isObject(message)) return saysFiltered(body);
  const isEmpty = !field(message, 'content') && !textField(message, 'refusal');
  return isEmpty && saysFiltered(field(choice, 'content_filter_results'));
}

/** The status that a provider gives in an error's code, as a number or in digits. */
function statusIn(error: unknown): number | null {
  const code = field(error, 'code') ?? field(error, 'status');
  const status = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : null;
}
