import type { Stage } from '../condition.ts';

/**
 * The state of a run. `running`: it says so and responded lately. `lost`: it said that it runs, but stopped responding.
 * `partial`: it ended and something that was planned has no answer. `failed`: it ended with an error.
 */
export type RunState = 'running' | 'complete' | 'partial' | 'failed' | 'lost';

/** A command that called models, as it wrote itself down. Times are milliseconds since 1970. */
export interface RunRecord {
  readonly number: number;
  /** As it was started, for example `hvsb run study.yaml`. */
  readonly command: string;
  /** Of hvsb. */
  readonly version: string;
  readonly startedAt: number;
  /** When it last responded. */
  readonly updatedAt: number;
  readonly endedAt: number | null;
  readonly state: RunState;
  /** Why it failed. */
  readonly error: string | null;
  /** In the order of their start; a run of a study adds them stage by stage. */
  readonly parts: readonly RunPart[];
}

/** One model's part of one stage of a run. */
export interface RunPart {
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Calls that the part is about. */
  readonly planned: number;
  /** Of these, answered before. */
  readonly stored: number;
  readonly answered: number;
  readonly failed: number;
  readonly retries: number;
  readonly inFlight: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of this run's answers; null where a price or an answer's usage is not known. */
  readonly costUsd: number | null;
  /** What came out so far, by label of the stage, answers of earlier runs included. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Set where it ended before its calls did. */
  readonly stopped: { readonly reason: string; readonly message: string } | null;
  /** Answers and failures a second, lately; null where it does not run. */
  readonly perSecond: number | null;
}
