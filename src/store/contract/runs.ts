import type { RunPart, RunRecord } from '../../core/view/run-record.ts';

/** A part of a run as it is stored; its speed is computed by those who watch. */
export type StoredRunPart = Omit<RunPart, 'perSecond'>;

/** What a run reports when it begins. */
export interface NewRun {
  /** As it was started, for example `hvsb run study.yaml`. */
  readonly command: string;
  /** Of hvsb. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The state of a run, as it reports it itself. */
export interface RunNote {
  readonly state: Exclude<RunRecord['state'], 'lost'>;
  readonly updatedAt: number;
  readonly endedAt: number | null;
  readonly error: string | null;
  /** Of the whole run, in the order of their start: never fewer than before. */
  readonly parts: readonly StoredRunPart[];
}

/** A run as it is stored, running or ended. */
export interface StoredRun extends NewRun, RunNote {
  readonly number: number;
  /** The process, and the machine it runs on. */
  readonly pid: number;
  readonly host: string;
}

/** Records of runs. Part of the store. */
export interface RunStore {
  /** Records that this process begins a run; returns its number. */
  beginRun(run: NewRun): Promise<number>;
  /** Replaces the run's earlier note. */
  noteRun(run: number, note: RunNote): Promise<void>;
  /** Newest first: at most `limit` (all if absent), with numbers below `before` (the newest if absent). */
  runs(page: { readonly before?: number; readonly limit?: number }): Promise<readonly StoredRun[]>;
}
