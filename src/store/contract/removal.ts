/** What is to be removed from a store, with everything that depends on it. */
export type RemovalTarget =
  /** Every condition of the model (by name), whatever the stage. */
  | { readonly model: string }
  /** One condition, by its number. */
  | { readonly condition: number }
  /** Every scenario and question of the dataset, active or not. */
  | { readonly dataset: string };

/** Rows that a removal deletes, by kind. */
export interface RemovalCounts {
  readonly scenarios: number;
  readonly questions: number;
  /** Samples that lose scenarios; one that loses all of them is deleted. */
  readonly samples: number;
  readonly conditions: number;
  /** Calls that no label needs any more. */
  readonly calls: number;
  readonly judgments: number;
  readonly emulations: number;
  readonly explanations: number;
  readonly agreements: number;
  readonly answers: number;
  readonly failures: number;
  readonly ratingItems: number;
  readonly ratings: number;
  readonly adjudications: number;
  readonly personJudgments: number;
  readonly textScores: number;
  readonly notes: number;
}

/** Deleting for good. Part of the store. */
export interface RemovalStore {
  /** What `remove` would delete now. Changes nothing. All counts are 0 where there is no such target. */
  planRemoval(target: RemovalTarget): Promise<RemovalCounts>;
  /**
   * Deletes the target and everything that depends on it, all or nothing: labels and failures of its conditions and
   * scenarios; of an explanation also the agreements with it, its rating item, ratings and adjudication. Notes go with their scenario or call. A call
   * goes with the last label that was read from it. Where a call belongs to a condition that is removed and a label of
   * another condition needs it, the call stays, and belongs to that condition.
   */
  remove(target: RemovalTarget): Promise<RemovalCounts>;
}
