import type { ClusteredInterval, Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** Misalignment of one model on two kinds of gold-biased scenario. */
export interface AlignmentPreference {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly contrast: string;
  readonly sides: readonly [string, string];
  /** Misalignment rates of the two kinds. */
  readonly first: Proportion;
  readonly second: Proportion;
  /** First less second, over all verdicts, paired or not; null where one is undefined. */
  readonly difference: number | null;
  /** Of `difference`: t interval over clusters, within which the two kinds may lie together. */
  readonly clustered: ClusteredInterval;
  /** Pairs with a verdict on both sides, by where the verdict is unbiased; null where no scenarios of the dataset pair. */
  readonly paired: { readonly n: number; readonly firstOnly: number; readonly secondOnly: number } | null;
  /** `mcnemar` over pairs where there are any, else `clustered`: the t test of `difference`. */
  readonly test: 'mcnemar' | 'clustered' | null;
  readonly p: number | null;
  /** Adjusted over all entries of the same contrast. */
  readonly pHolm: number | null;
}

export const alignmentPreferenceId = measureId<readonly AlignmentPreference[]>('alignment-preference');
