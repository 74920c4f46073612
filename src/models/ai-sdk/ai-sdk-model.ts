import type { LanguageModelV3, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { Completion, Message, Model, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { Asked } from '../http/failures.ts';
import { type SharedHttpClient, shareHttpClient } from '../http/http-client.ts';
import { inContext } from '../http/http-model.ts';
import { answerWithoutKeys, redact } from '../keys/redact.ts';
import type { NetworkOpening } from '../provider.ts';
import { filteredCompletion, SamplingNegotiation } from '../sampling-negotiation.ts';
import { FailureSignal, fetchOverClient, readGeneration } from './read-generation.ts';

/** What is used of a vendor's model. */
export type VendorModel = Pick<LanguageModelV3, 'doGenerate'>;

/** What a vendor's package is made with. */
export interface AiSdkSettings {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly headers: Record<string, string>;
  readonly fetch: typeof fetch;
  /** To be called with every further secret that is sent, such as a token, so that it is taken out of answers and errors. */
  readonly noteSecret: (secret: string) => void;
}

const mostNegotiations = 6;
/** Tokens expire: older ones are in no answer any more. */
const mostNotedSecrets = 3;

/** A model of a vendor with an interface of its own, through the AI SDK's contract for one call: no retries, no tools. */
export class AiSdkModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = true;
  readonly ownServer: boolean;
  readonly #asked: Asked;
  readonly #http: SharedHttpClient;
  readonly #vendor: VendorModel;
  readonly #negotiation = new SamplingNegotiation();

  private constructor(
    asked: Asked & { readonly ownServer: boolean },
    http: SharedHttpClient,
    vendor: VendorModel,
  ) {
    this.id = asked.id;
    this.endpoint = asked.endpoint;
    this.ownServer = asked.ownServer;
    this.#asked = asked;
    this.#http = http;
    this.#vendor = vendor;
  }

  static async open(
    opening: NetworkOpening,
    vendor: (settings: AiSdkSettings) => Promise<VendorModel>,
  ): Promise<AiSdkModel> {
    const { connection } = opening;
    const asked: Asked & { readonly ownServer: boolean; secrets: readonly string[] } = {
      id: opening.id,
      ...connection,
    };
    const http = shareHttpClient({ ...opening, origin: connection.origin });
    const model = await vendor({
      apiKey: connection.key ?? '',
      baseURL: connection.endpoint,
      headers: { 'user-agent': connection.headers['user-agent'] ?? '', ...connection.givenHeaders },
      fetch: fetchOverClient(http.client, asked, opening),
      noteSecret: (secret) => {
        if (asked.secrets.includes(secret)) return;
        const noted = asked.secrets.slice(connection.secrets.length).slice(1 - mostNotedSecrets);
        asked.secrets = [...connection.secrets, ...noted, secret];
      },
    });
    return new AiSdkModel(asked, http, model);
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    for (let round = 0; ; round += 1) {
      // Before sending: another call may have a setting refused while this one is answered with it.
      const notAccepted = this.#negotiation.notAccepted(request.sampling);
      try {
        const result = await this.#vendor.doGenerate(this.#options(request, signal));
        return answerWithoutKeys(readGeneration(result, notAccepted), this.#asked.secrets);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const failure = causeOf(error, FailureSignal)?.failure;
        if (failure === undefined) throw this.#explain(error);
        if (failure.kind === 'filtered') return filteredCompletion(notAccepted);
        if (failure.kind === 'error' || round === mostNegotiations) throw failure.error;
        if (!this.#negotiation.refuse(failure.field, request.sampling)) throw failure.error;
      }
    }
  }

  async close(): Promise<void> {
    await this.#http.release();
  }

  #options(request: ModelRequest, signal: AbortSignal): LanguageModelV3CallOptions {
    const { temperature, topP, maxTokens, seed } = this.#negotiation.accepted(request.sampling);
    return {
      prompt: request.messages.map(toPromptMessage),
      abortSignal: signal,
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
      ...(seed === undefined ? {} : { seed }),
    };
  }

  #explain(error: unknown): unknown {
    const known = causeOf(error, ModelError);
    if (known !== undefined) return inContext(known, this.#asked);
    // Errors of the AI SDK say that a successful response is not what it should be. All else is a bug.
    if (!(error instanceof Error) || !error.name.startsWith('AI_')) return error;
    return new ModelError('The answer is not whole, or not what the provider documents.', {
      reason: 'malformed-response',
      where: `${this.id} at ${this.endpoint}`,
      found: redact(error.cause instanceof Error ? error.cause.message : error.message, this.#asked.secrets)
        .replace(/\s+/g, ' ')
        .slice(0, 300),
    });
  }
}

function toPromptMessage({ role, content }: Message): LanguageModelV3CallOptions['prompt'][number] {
  return role === 'system' ? { role, content } : { role, content: [{ type: 'text', text: content }] };
}

// The packages wrap what their `fetch` throws; what was thrown is found again among the causes.
function causeOf<Wanted extends Error>(
  error: unknown,
  kind: abstract new (...given: never[]) => Wanted,
): Wanted | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof kind) return current;
  }
  return undefined;
}
