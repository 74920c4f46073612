import type { Completion, ModelRequest } from './model.ts';

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

/** What is kept of a failure: enough for `hvsb status` to name it, no secrets. */
export interface FailureNote {
  /** Short and stable, for grouping: `rate-limit`, `server`, `network`, `timeout`, `authentication`, ... */
  readonly reason: string;
  readonly status: number | null;
  readonly message: string;
}

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
  /** Stores the batch whole; it is durable when the promise resolves. */
  commit(batch: readonly FinishedCall<Call>[]): Promise<void>;
}
