import type { RunPart, RunRecord } from '../../core/view/run-record.ts';

/** A part of a run as it is kept; how fast it goes is for those who watch. */
export type StoredRunPart = Omit<RunPart, 'perSecond'>;

/** What a run says of itself when it begins. */
export interface NewRun {
  /** As it was started, for example `hvsb run study.yaml`. */
  readonly command: string;
  /** Of hvsb. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** How a run stands, by its own word. */
export interface RunNote {
  readonly state: Exclude<RunRecord['state'], 'lost'>;
  readonly updatedAt: number;
  readonly endedAt: number | null;
  readonly error: string | null;
  /** Of the whole run, in the order of their start: never fewer than before. */
  readonly parts: readonly StoredRunPart[];
}

export interface StoredRun extends NewRun, RunNote {
  readonly number: number;
  /** The process, and the machine it runs on. */
  readonly pid: number;
  readonly host: string;
}

/** Runs as they write themselves down. Part of the store. */
export interface RunStore {
  /** Writes down that this process begins a run; gives its number. */
  beginRun(run: NewRun): Promise<number>;
  /** Takes the place of what was noted before. */
  noteRun(run: number, note: RunNote): Promise<void>;
  /** Newest first, those before this number only. */
  runs(page: { readonly before?: number; readonly limit: number }): Promise<readonly StoredRun[]>;
}
