import type { Gold } from '../core/scenario.ts';
import type { ChangeKind, DatasetComparison } from './comparison.ts';

/** Whose judgments one side of a comparison is. */
export interface ComparedCondition {
  readonly model: string;
  readonly attack: string;
  /** Prompt pack; null where only imported judgments count. */
  readonly pack: string | null;
  /** How the judge was asked, see `questionKey` of core/judge-question.ts. */
  readonly wording: string;
  /** Number of the condition; null: the one that counts. */
  readonly condition: number | null;
  /** `other`: the study that the page was started to compare with. */
  readonly store: 'own' | 'other';
}

/** A scenario that the two sides judge differently. */
export interface ChangedRow {
  readonly id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: Gold;
  /** The beginning of its text. */
  readonly excerpt: string;
  readonly kind: ChangeKind;
  /** Of each side, of every repeat. */
  readonly outcomes: readonly [first: readonly string[], second: readonly string[]];
}

/**
 * Two models, attacks, prompt packs, wordings, conditions or studies side by side, over the scenarios that both were asked
 * about: the answer to `/api/view/compare?a=MODEL&b=MODEL` with, for each side, `aAttack` (default none), `aPack`, `aWording`,
 * `aCondition` (a number), `aStore=other`, and to narrow the rows `dataset`, `gold`, `kind`, `offset` and `limit`. `/api/view/compare.csv` gives all rows.
 */
export interface ComparisonView {
  readonly sides: readonly [ComparedCondition, ComparedCondition];
  /** Scenarios that both sides were asked about. */
  readonly shared: number;
  readonly datasets: readonly DatasetComparison[];
  /** Rows that match, on all pages. */
  readonly total: number;
  readonly rows: readonly ChangedRow[];
}
