/** One message of a chat. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Sampling settings as asked for. An absent one is left to the endpoint's default. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  /** Most tokens of the completion. */
  readonly maxTokens?: number;
  readonly seed?: number;
}

/** One call as a model gets it. */
export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Number of the repetition, from 0: lets a seeded baseline answer a repeated question anew. */
  readonly repeat: number;
}

/** Why the model stopped. `refusal`: the provider says that the model declined. */
export type Finish = 'stop' | 'length' | 'content-filter' | 'refusal' | 'other';

/** What a provider said of its limits with this answer. Times are milliseconds from now. */
export interface RateLimits {
  readonly remainingRequests?: number;
  readonly requestsResetMs?: number;
  readonly remainingTokens?: number;
  readonly tokensResetMs?: number;
}

/** One answer of a model, as it came. */
export interface Completion {
  readonly text: string;
  /** Reasoning that the provider sends beside the text, where it does. */
  readonly reasoning: string | null;
  readonly finish: Finish;
  /** Tokens as the provider counts them; null where it does not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The model name that the endpoint reports having used. */
  readonly servedModel: string | null;
  /** Names of the sampling settings that the model did not accept and that were left out. */
  readonly notAccepted: readonly (keyof Sampling)[];
  readonly rateLimits?: RateLimits;
}

/** Something that answers one call. Wrappers (limits, retries, storing) stand around it, never inside. */
export interface Model {
  /** As the user names it, for example `openai:gpt-4o-mini`. */
  readonly id: string;
  /** Models of one endpoint share its limits. A base URL, or the provider's name where there is no network. */
  readonly endpoint: string;
  /** False where an answer costs nothing and meets no network (baselines, replay): no price, no limits. */
  readonly remote: boolean;
  /**
   * @throws ModelError, which says whether a retry can help and when.
   * Aborting `signal` rejects with the signal's reason.
   */
  complete(request: ModelRequest, signal: AbortSignal): Promise<Completion>;
  close(): Promise<void>;
}
