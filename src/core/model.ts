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
  /** Not sent: the same is asked again as if nothing were stored, for the n-th time; absent the first time. */
  readonly wave?: number;
}

/** One call as a model gets it. */
export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Number of the repetition, from 0: lets a seeded baseline answer a repeated question differently. */
  readonly repeat: number;
  /** Answers whose probabilities are wanted too, where the model can say them. They change nothing of the answer. */
  readonly continuations?: readonly string[];
}

/** What a model did not accept of a call: a sampling setting, or that a message has the role `system`. */
export type NotAccepted = keyof Sampling | 'system role';

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
  /** The provider's own word for why the model stopped, where it says more than `finish`. */
  readonly finishReason?: string;
  /** Tokens as the provider counts them, reasoning included; null where it does not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Of the input tokens, those that the provider had in its cache; absent where it does not say. */
  readonly cachedInputTokens?: number;
  /** The model name that the endpoint reports having used. */
  readonly servedModel: string | null;
  /** Sampling settings that were left out; `system role` where the system message began the user's message instead. */
  readonly notAccepted: readonly NotAccepted[];
  /**
   * Probability of each of the request's continuations, given the beginning that they share; absent where the model
   * cannot say it.
   */
  readonly continuationProbabilities?: readonly number[];
  readonly rateLimits?: RateLimits;
  /** What the user should know of this answer, in sentences. Not stored; each is said once in a run. */
  readonly remarks?: readonly string[];
}

/** What a model makes of one token of a text, given those before it; logarithms in nats. */
export interface TextToken {
  readonly logProbability: number;
  /**
   * Mean and standard deviation of the log-probability of a token drawn from the model's distribution there; null where the
   * model does not give all probabilities.
   */
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** Something that answers one call. Wrappers (limits, retries, storing) are around it, never inside. */
export interface Model {
  /** As the user names it, for example `openai:gpt-4o-mini`. */
  readonly id: string;
  /** Models of one endpoint share its limits. A base URL, or the provider's name where there is no network. */
  readonly endpoint: string;
  /** False where an answer costs nothing and meets no network (baselines, replay): no price, no limits. */
  readonly remote: boolean;
  /** True where the server is the user's own or on a private network: it may work on one call at a time. Default false. */
  readonly ownServer?: boolean;
  /**
   * @throws ModelError, which says whether a retry can help and when.
   * Aborting `signal` rejects with the signal's reason.
   */
  complete(request: ModelRequest, signal: AbortSignal): Promise<Completion>;
  /**
   * The probability of each token of a text but the first, as it is, without a chat around it. Absent where the model cannot
   * say it.
   * @throws ModelError also where a server does not say it after all
   */
  textTokens?(text: string, signal: AbortSignal): Promise<readonly TextToken[]>;
  close(): Promise<void>;
}

/** A call that could be made. Stages extend it with their subject. */
export interface PlannedCall {
  /** Hash of all that can change the answer and of nothing else, see `callKey`. Equal keys share one answer. */
  readonly key: string;
  readonly request: ModelRequest;
}

/** A call that a model answered. */
export interface Answered<Call extends PlannedCall> {
  readonly kind: 'answered';
  readonly call: Call;
  readonly completion: Completion;
  /** From sending the attempt that succeeded to its last byte. */
  readonly latencyMs: number;
  /** How often the call was sent, this answer's attempt included. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly answeredAt: number;
}

/** A call that failed for good in this run. It has no answer and stays pending. */
export interface Failed<Call extends PlannedCall> {
  readonly kind: 'failed';
  readonly call: Call;
  readonly failure: FailureNote;
  readonly attempts: number;
  readonly failedAt: number;
}

/** What is stored of a failure: enough for `hvsb status` to name it, no secrets. */
export interface FailureNote {
  /** Short and stable, for grouping: `rate-limit`, `server`, `network`, `timeout`, `authentication`, ... */
  readonly reason: string;
  readonly status: number | null;
  readonly message: string;
}

/** A call that was sent, answered or not. */
export type FinishedCall<Call extends PlannedCall> = Answered<Call> | Failed<Call>;

/**
 * Where the engine asks what is known and leaves what it got. A stage implements it over the store.
 */
export interface CallCache<Call extends PlannedCall> {
  /**
   * Of these planned calls, the ones that still have to be sent, in the same order. Calls whose answer is
   * stored are the call cache's to label.
   */
  pending(calls: readonly Call[]): Promise<readonly Call[]>;
  /**
   * Whether an answer settles its call. One that does not is asked for again a few times, and taken as it is in the end. Default:
   * every answer does.
   */
  accepts?(call: Call, completion: Completion): boolean;
  /** Stores the batch; it is durable when the promise resolves. */
  commit(batch: readonly FinishedCall<Call>[]): Promise<void>;
  /** Gives the calls of the last commit whose answers could not be stored and that failed instead. */
  notStored?(): readonly Failed<Call>[];
}
