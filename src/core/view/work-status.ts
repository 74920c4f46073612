// Who works on a store that several programs write to at once, as `hvsb status` and the page show it.

/** One worker, as of now by the database's clock. */
export interface WorkerStatus {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly state: 'working' | 'lost' | 'ended';
  /** Since it began. */
  readonly seconds: number;
  /** Since it was last heard of. */
  readonly silentSeconds: number;
  /** Calls that it has stored, and how many a second lately. */
  readonly calls: number;
  readonly perSecond: number;
  readonly spentTokens: number;
  readonly spentUsd: number;
  /** What it works on. */
  readonly ranges: readonly { readonly stage: string; readonly model: string; readonly ranges: number }[];
}

/** The ranges of one stage and model. */
export interface RangeStatus {
  readonly stage: string;
  readonly model: string;
  /** Nobody works on these. */
  readonly waiting: number;
  readonly active: number;
  readonly done: number;
  readonly givenUp: number;
}

/** Ranges that were given up, by what was the reason the last time. */
export interface GivenUpRanges {
  readonly stage: string;
  readonly model: string;
  readonly ranges: number;
  readonly reason: string;
}

/** Who works on a store, or did last. */
export interface WorkStatus {
  readonly workers: readonly WorkerStatus[];
  readonly ranges: readonly RangeStatus[];
  readonly givenUp: readonly GivenUpRanges[];
  /** What is taken of the budget, the reservations of those who work included. */
  readonly takenTokens: number;
  readonly takenUsd: number;
}

/** `forbidden`: the user of the database may not see it; null: nobody has shared work in this store, or it is a file. */
export type WorkView = WorkStatus | 'forbidden' | null;
