import type { CallCache, Model, PlannedCall } from '../core/model.ts';

/** All calls to one model in this run, made lazily: the engine holds what is in flight, not what is planned. */
export interface ModelRun<Call extends PlannedCall> {
  readonly model: Model;
  readonly calls: AsyncIterable<readonly Call[]>;
  readonly cache: CallCache<Call>;
  /** Price per million tokens in US dollars; null where unknown. Free for models that are not remote. */
  readonly price: TokenPrice | null;
}

/** US dollars per million tokens. */
export interface TokenPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** For input that the provider has in its cache; default as for other input. */
  readonly cachedInputPerMillion?: number;
  /** Where less is charged at some hours; the prices beside it are those of peak hours. */
  readonly offPeak?: OffPeak;
}

/** Hours at which a provider charges less. */
export interface OffPeak {
  /** Part of the price that is charged outside of peak hours: 0.5 for half. */
  readonly share: number;
  /** Hours of the day in UTC, from the first up to the second: `[1, 4]` is 01:00 to 04:00. */
  readonly peakHours: readonly (readonly [from: number, until: number])[];
  /** Days of the week with peak hours, in UTC; 0 is Sunday. */
  readonly peakDays: readonly number[];
}

/** Bounds that a run must not exceed. */
export interface EngineLimits {
  /** Most calls in flight for one endpoint. */
  readonly concurrency: number;
  /** Bound on one attempt, from sending to the last byte; not for models that answer in this process. */
  readonly callTimeoutMs: number;
  /** Most attempts at one call. */
  readonly maxAttempts: number;
  /** A model is given up when its server asks to wait longer, all waits without an answer between taken together; default one hour. */
  readonly maxWaitMs?: number;
  /** Own servers begin with two calls in flight, and get more only while that brings more answers; default false. */
  readonly gentleStart?: boolean;
  /** Hard bounds on the whole run, what is in flight counted at its most. */
  readonly budgetUsd?: number;
  readonly budgetTokens?: number;
  /** Whether a model that costs less at some hours waits for them; default false. */
  readonly offPeak?: boolean;
  /** What earlier stages of the same run have taken of these bounds; default nothing. */
  readonly alreadySpent?: Spending;
  /** In place of the bounds: what this process may spend of a budget that several share. */
  readonly allowance?: Allowance;
  /** Other processes that ask the same endpoints; default none. */
  readonly peers?: Peers;
}

/** What one process may spend of a budget that several share. Grows when it asks. */
export interface Allowance {
  /** In all so far; Infinity for what has no bound. */
  readonly allowed: Spending;
  /** Asks for `needed` more. Resolves with true when it may be tried again, and with false where nothing is left for good. */
  ask(needed: Spending): Promise<boolean>;
  /** Gets to know how to ask what is spent and in flight by now, which must not be given to others. */
  follow(held: () => Spending): void;
  /** A call was paid: what it took, and what is spent in all. */
  paid(call: Spending, spent: Spending): void;
}

/** Other processes that ask the same endpoints. */
export interface Peers {
  /** A server that has too much to do asked this process to wait. */
  slowed(endpoint: string, waitMs: number): void;
  /** Calls `heard` when another process was asked to, until the function that it gives is called. */
  follow(heard: (endpoint: string, waitMs: number) => void): () => void;
}

/** What counts against a budget: tokens, and US dollars. */
export interface Spending {
  readonly tokens: number;
  readonly usd: number;
}

/** Progress of one model run. `done` = answered + failed, of the calls that had to be sent. */
export interface ModelRunProgress {
  readonly model: string;
  /** Calls that the model run asked its call cache about so far. */
  readonly planned: number;
  /** Of those, answered before this run or by an equal call in it. */
  readonly stored: number;
  readonly answered: number;
  readonly failed: number;
  readonly retries: number;
  readonly inFlight: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Answers of which the server did not say how many tokens they took, as where a filter turned the question down. */
  readonly unmetered: number;
  /** Of the metered answers so far; null where the price is not known, or where no answer was metered. */
  readonly costUsd: number | null;
  /** Smoothed latency of the latest answers; null before the first. */
  readonly latencyMs: number | null;
  /** Milliseconds since 1970 until which the model is not asked, where its server asked for a long wait; null otherwise. */
  readonly pausedUntil: number | null;
  /** The model takes no system message: the run of it ended, and what it was not asked has to be asked in another form. */
  readonly takesNoSystemRole: boolean;
  /** Set where the model run ended before its calls did. */
  readonly stopped: {
    readonly reason: 'error' | 'budget' | 'interrupted' | 'batch';
    readonly message: string;
  } | null;
}

/** Events worth reporting during a run. Progress itself is read with `EngineRun.progress()`. */
export type EngineNotice =
  | { readonly kind: 'setting-not-accepted'; readonly model: string; readonly setting: string }
  | {
      readonly kind: 'retrying';
      readonly model: string;
      readonly message: string;
      readonly waitMs: number;
      /** What the user can do, where that was not said before. */
      readonly advice?: string;
    }
  /** The server asks for a wait of more than ten minutes. Other models go on. */
  | { readonly kind: 'paused'; readonly model: string; readonly until: string; readonly message: string }
  | { readonly kind: 'model-run-stopped'; readonly model: string; readonly message: string }
  /** Something about the answers that the user should know; each is said once. */
  | { readonly kind: 'remark'; readonly model: string; readonly message: string }
  | {
      readonly kind: 'concurrency';
      readonly endpoint: string;
      readonly limit: number;
      readonly because: string;
    };

/** How a run ended. */
export interface EngineResult {
  readonly modelRuns: readonly ModelRunProgress[];
  readonly seconds: number;
  /** What counts against the budget, `alreadySpent` included; nothing more than that where there is no budget. */
  readonly spent: Spending;
  /** True where something planned was not answered, for whatever reason. */
  readonly partial: boolean;
}

/** A run that goes on: wait for `done`, ask for its progress, or stop it. */
export interface EngineRun {
  readonly done: Promise<EngineResult>;
  progress(): readonly ModelRunProgress[];
  /** `gently`: sends nothing more and waits for what is in flight. `at-once`: aborts that too. */
  stop(how: 'gently' | 'at-once'): void;
}

/** What a user has no reason to change and a test has. */
export interface EngineTuning {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Milliseconds since 1970, for prices that depend on the hour. */
  readonly date: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Longest wait before the first retry; doubles with each further one up to the cap. */
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** A batch is committed when this many answers wait, or when the oldest has waited this long. */
  readonly commitSize: number;
  readonly commitAfterMs: number;
  /** A model run stops when this many calls in a row have used up their attempts, with no answer between. */
  readonly failuresInARow: number;
  /** Where nothing was answered yet, it stops when this many different prompts were refused in the same way. */
  readonly refusedPrompts: number;
  /** Where nothing was answered yet, it stops when this many calls have used up their attempts. */
  readonly failedPrompts: number;
  /** It stops when the server has sent nothing at all for so long. */
  readonly silenceMs: number;
  /** A wait that is longer is reported and holds for its model alone. */
  readonly longWaitMs: number;
  /** How long a model may take to be loaded. */
  readonly loadingMs: number;
}

/** Bound on all waits of a model without an answer between, where the limits give none. */
export const defaultMaxWaitMs = 3_600_000;

export const defaultTuning: EngineTuning = {
  now: () => performance.now(),
  date: Date.now,
  random: Math.random,
  backoffBaseMs: 500,
  backoffCapMs: 60_000,
  commitSize: 500,
  commitAfterMs: 200,
  failuresInARow: 20,
  refusedPrompts: 5,
  failedPrompts: 3,
  silenceMs: 360_000,
  longWaitMs: 600_000,
  loadingMs: 600_000,
};
