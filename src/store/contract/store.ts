import type { BatchJournal } from '../../core/batch.ts';
import type { AnswerStore } from './answers.ts';
import type { CallStore } from './calls.ts';
import type { ConditionStore } from './conditions.ts';
import type { ExplanationStore } from './explanations.ts';
import type { JudgmentStore } from './judgments.ts';
import type { NoteStore } from './notes.ts';
import type { PeopleStore, TextScoreStore } from './people.ts';
import type { RatingStore } from './ratings.ts';
import type { RemovalStore } from './removal.ts';
import type { RunStore } from './runs.ts';
import type { ScenarioStore } from './scenarios.ts';
import type { SharedDatabase } from './shared-database.ts';
import type { StudyStore } from './study.ts';

export type * from './answers.ts';
export type * from './calls.ts';
export type * from './conditions.ts';
export type * from './explanations.ts';
export type * from './judgments.ts';
export type * from './notes.ts';
export type * from './people.ts';
export type * from './ratings.ts';
export type * from './removal.ts';
export type * from './runs.ts';
export type * from './scenarios.ts';
export type * from './shared-database.ts';
export type * from './study.ts';

/** The writer's lock. Readers are never locked out. */
export interface WriterLock {
  /** Does nothing the second time. */
  release(): Promise<void>;
}

/** With whom a lock is held. */
export interface LockOptions {
  /**
   * With others who say so, too: for what only adds answers, and adds none twice. A store in a file has one writer all the
   * same. Default false: alone.
   */
  readonly isShared?: boolean;
}

/** Who writes. Part of the store. */
export interface LockStore {
  /**
   * Takes the writer's lock until released or the process ends, however it ends.
   * @param purpose as others are to read it, for example `hvsb judge`.
   * @throws StoreError that names a process that holds it; or where the store was opened for reading.
   */
  lock(purpose: string, options?: LockOptions): Promise<WriterLock>;
  /**
   * Who holds the writer's lock, the first where several do, as a sentence; null where nobody does.
   * @param options leaves out who would let such a lock be taken, too.
   */
  lockHolder(options?: LockOptions): Promise<string | null>;
  /** Whether this user may write to the store at all, however it was opened. */
  isWritable(): Promise<boolean>;
}

/**
 * Everything that a study stores, and everything that anybody asks of it: the command line, the page and the library
 * know no other way to results. Every implementation passes `storeConformance` of `hvsb/testing`; nothing in the
 * contract is of one database or of a file.
 *
 * Streams come in batches and may be read while something else is written; scenarios and calls come in the order of
 * storing, judgments by condition, repeat and scenario. Every other answer is of one moment.
 */
export interface Store
  extends LockStore,
    ScenarioStore,
    ConditionStore,
    CallStore,
    JudgmentStore,
    ExplanationStore,
    AnswerStore,
    RatingStore,
    PeopleStore,
    TextScoreStore,
    NoteStore,
    RunStore,
    BatchJournal,
    StudyStore,
    RemovalStore {
  /** Where it is, as the user would name it. */
  readonly location: string;
  /** Absent where one process writes at a time. */
  readonly shared?: SharedDatabase;
  /**
   * Everything that `work` writes to this store is stored, or, where it throws or the process ends however it ends,
   * nothing. Not within another.
   */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  /** Releases the lock, too. */
  close(): Promise<void>;
}

/** How a store is opened. */
export interface StoreOptions {
  /** Writes nothing, and needs no right to. */
  readonly readOnly?: boolean;
  /** Whether it is made where there is none; default true, unless it is opened for reading. */
  readonly create?: boolean;
  /** Called with a sentence when a database on another machine has to be waited for. */
  readonly onWait?: (message: string) => void;
}
