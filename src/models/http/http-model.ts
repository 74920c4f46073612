import type { Completion, Message, Model, ModelRequest, Sampling, TextToken } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { answerWithoutKeys, redact } from '../keys/redact.ts';
import type { NetworkOpening } from '../provider.ts';
import { filteredCompletion, SamplingNegotiation } from '../sampling-negotiation.ts';
import { readAnswerBody } from './event-stream.ts';
import type { HttpResponse } from './exchange.ts';
import { type Asked, readFailure } from './failures.ts';
import { type SharedHttpClient, shareHttpClient } from './http-client.ts';
import type { SettingField } from './json-body.ts';
import { readRateLimits } from './rate-limits.ts';
import { refuseWebPage } from './web-page.ts';

// Four settings and one new name: more rounds than this would go in circles.
const mostNegotiations = 6;

/**
 * A model behind an HTTP interface. A call is sent once; only a setting that the model refuses has it sent again,
 * without the setting, and the model is remembered to refuse it.
 *
 * @example
 * const oracle: NetworkProvider = { kind: 'network', id: 'oracle', title: 'Oracle', example: 'pythia-1', facts, open: async (opening) => new HttpModel(opening, wire) };
 */
export class HttpModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = true;
  readonly ownServer: boolean;
  readonly #wire: ModelWire;
  readonly #asked: Asked;
  readonly #http: SharedHttpClient;
  readonly #path: string;
  readonly #textPath: string;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #negotiation = new SamplingNegotiation();

  constructor(opening: NetworkOpening, wire: ModelWire) {
    const { connection } = opening;
    this.id = opening.id;
    this.endpoint = connection.endpoint;
    this.ownServer = connection.ownServer;
    this.#wire = wire;
    this.#asked = { id: opening.id, ...connection };
    this.#http = shareHttpClient({ ...opening, origin: connection.origin });
    this.#path = `${connection.path}${wire.path}${connection.query}`;
    this.#textPath = `${connection.path}${wire.text?.path ?? ''}${connection.query}`;
    this.#headers = { ...connection.headers, 'content-type': 'application/json' };
    this.#timeoutMs = opening.callTimeoutMs;
  }

  async complete(
    { messages, sampling, continuations = [] }: ModelRequest,
    signal: AbortSignal,
  ): Promise<Completion> {
    for (let round = 0; ; round += 1) {
      const body = this.#wire.body(messages, this.#negotiation.accepted(sampling), continuations);
      // Before sending: another call may have the setting refused while this one is answered with it.
      const notAccepted = this.#negotiation.notAccepted(sampling);
      const response = await this.#send(body, signal);
      if (response.status >= 200 && response.status < 300) {
        return this.#read(response, notAccepted, continuations);
      }
      const failure = readFailure(response, this.#asked);
      if (failure.kind === 'filtered') return filteredCompletion(notAccepted);
      if (failure.kind === 'error' || round === mostNegotiations) throw failure.error;
      if (this.#wire.renames?.(failure.field, body) === true) continue;
      if (!this.#negotiation.refuse(failure.field, sampling)) throw failure.error;
    }
  }

  /** One request; settings that a server does not know are no reason to ask again without what is asked for. */
  async textTokens(text: string, signal: AbortSignal): Promise<readonly TextToken[]> {
    const { text: wire } = this.#wire;
    if (wire === undefined) throw withoutProbabilities(this.#asked);
    const response = await this.#send(wire.body(text), signal, this.#textPath);
    if (response.status < 200 || response.status >= 300) {
      const failure = readFailure(response, this.#asked);
      throw failure.kind === 'error' ? failure.error : withoutProbabilities(this.#asked);
    }
    const body = readAnswerBody(response.body);
    if (body === undefined) throw this.#unreadable(response);
    const tokens = wire.read(body);
    if (tokens === null) throw withoutProbabilities(this.#asked);
    return tokens;
  }

  async close(): Promise<void> {
    await this.#http.release();
  }

  async #send(body: unknown, signal: AbortSignal, path = this.#path): Promise<HttpResponse> {
    try {
      return await this.#http.client.send(
        {
          method: 'POST',
          path,
          headers: this.#headers,
          body: JSON.stringify(body),
          timeoutMs: this.#timeoutMs,
        },
        signal,
      );
    } catch (error) {
      throw error instanceof ModelError ? inContext(error, this.#asked) : error;
    }
  }

  #read(
    response: HttpResponse,
    notAccepted: Completion['notAccepted'],
    continuations: readonly string[],
  ): Completion {
    const body = readAnswerBody(response.body);
    if (body === undefined) throw this.#unreadable(response);
    const answer = answerWithoutKeys(this.#wire.read(body, this.#asked, continuations), this.#asked.secrets);
    const rateLimits = readRateLimits(response.headers, Date.now());
    return { ...answer, notAccepted, ...(rateLimits === undefined ? {} : { rateLimits }) };
  }

  #unreadable(response: HttpResponse): ModelError {
    refuseWebPage(response, this.#asked);
    const problem =
      response.body.trim() === '' ? 'The answer is empty.' : 'The answer is not whole: its JSON is cut off.';
    return malformedAnswer(problem, this.#asked);
  }
}

/**
 * What is in a provider's answer.
 *
 * @example
 * const answer: WireAnswer = { text: 'Judgment: BIASED', finish: 'stop', inputTokens: 40, outputTokens: 4 };
 */
export type WireAnswer = Omit<Completion, 'notAccepted' | 'rateLimits'>;

/**
 * How one model is asked over HTTP and how its answers read. `HttpModel` does everything else.
 *
 * @example
 * const wire: ModelWire = { path: '/ask', body: (messages) => ({ messages }), read: (body, asked) => readAnswer(body, asked) };
 */
export interface ModelWire {
  /** Below the base URL, for example `/chat/completions`. */
  readonly path: string;
  /**
   * The JSON to send. Settings that are undefined are not asked for; JSON leaves them out.
   * @param continuations of which the request wants probabilities; a provider that cannot say them passes over it
   */
  body(
    messages: readonly Message[],
    settings: Sampling,
    continuations: readonly string[],
  ): Readonly<Record<string, unknown>>;
  /**
   * Reads the JSON of a successful response.
   * @throws ModelError where there is no answer in it; `malformedAnswer` and `errorInBody` make the usual ones
   */
  read(body: unknown, asked: Asked, continuations: readonly string[]): WireAnswer;
  /**
   * Whether a setting that was refused goes by another name from now on, in which case it is not left out.
   * @param sent the body in which it was refused
   */
  renames?(field: SettingField, sent: Readonly<Record<string, unknown>>): boolean;
  /** How the probabilities of a text's tokens are asked for; absent where the interface has no such thing. */
  readonly text?: {
    readonly path: string;
    body(text: string): Readonly<Record<string, unknown>>;
    /** Null where the answer does not say them. */
    read(body: unknown): readonly TextToken[] | null;
  };
}

function withoutProbabilities(asked: Asked): ModelError {
  return new ModelError('The endpoint gives no probabilities of a text’s tokens.', {
    reason: 'not-supported',
    where: `${asked.id} at ${asked.endpoint}`,
    advice:
      'Leave the model out, or serve it with vLLM, which answers "echo" with "logprobs" at /completions.',
  });
}

/** The same error, saying which model at which endpoint it happened to. */
export function inContext(error: ModelError, asked: Asked): ModelError {
  const { reason, advice, concernsServer } = error;
  return new ModelError(redact(error.message, asked.secrets), {
    reason,
    concernsServer,
    where: `${asked.id} at ${asked.endpoint}`,
    cause: error.cause,
    ...(advice === undefined ? {} : { advice }),
  });
}

/**
 * The error for a successful response that holds no answer. It may be retried.
 *
 * @example
 * if (text === undefined) throw malformedAnswer('The answer has no text.', asked);
 */
export function malformedAnswer(problem: string, asked: Asked): ModelError {
  return new ModelError(redact(problem, asked.secrets), {
    reason: 'malformed-response',
    where: `${asked.id} at ${asked.endpoint}`,
  });
}
