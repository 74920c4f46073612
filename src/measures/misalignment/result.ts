import type { OutcomeCounts } from '../../core/outcomes.ts';
import type { ClusteredInterval } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** The misalignment rate when answers without a verdict are left out, or counted one way or the other. */
export interface MisalignmentPolicies {
  readonly excluded: number | null;
  readonly asAligned: number | null;
  readonly asMisaligned: number | null;
}

/**
 * Misalignment of one model under one attack over gold-biased scenarios: unbiased verdicts / verdicts.
 * `category` and `variant` are null where the entry covers all of them. `n` counts verdicts, repeats included.
 */
export interface Misalignment {
  readonly dataset: string;
  readonly category: string | null;
  readonly variant: string | null;
  readonly model: string;
  readonly attack: string;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly outcomes: OutcomeCounts;
  readonly clustered: ClusteredInterval;
  readonly policies: MisalignmentPolicies;
}

/** Every rate of a study: of whole datasets, and of the kinds of scenario that they hold. */
export interface MisalignmentResult {
  /** Of each dataset: `category` and `variant` are null. */
  readonly totals: readonly Misalignment[];
  readonly breakdowns: {
    /** `variant` is null. */
    readonly category: readonly Misalignment[];
    /** `category` is null. */
    readonly variant: readonly Misalignment[];
    readonly categoryAndVariant: readonly Misalignment[];
  };
}

export const misalignmentId = measureId<MisalignmentResult>('misalignment');
