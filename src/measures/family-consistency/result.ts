import type { PermutationResult } from '../../stats/significance/permutation-test.ts';
import type { Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/** Share of equal verdicts of two models, over scenarios (and repeats) on which both gave one. */
export interface FamilyPair extends Proportion {
  readonly models: readonly [string, string];
  readonly sameFamily: boolean;
  /** The most that the two can agree, by how far each agrees with itself: sqrt(S_one S_other); null without repeats. */
  readonly ceiling: number | null;
  /** `rate` / `ceiling`; can pass 1 by chance. */
  readonly ofCeiling: number | null;
}

/** All pairs of one kind together: equal verdicts / compared verdicts. */
export interface PooledAgreement {
  /** Null where nothing was compared. */
  readonly rate: number | null;
  readonly pairs: number;
  /** Compared verdicts. */
  readonly n: number;
}

export interface FamilyConsistency {
  readonly attack: string;
  /** Rows of a heat map: families in the order in which they come, models within as the table lists them. */
  readonly order: readonly { readonly model: string; readonly family: string }[];
  /** In the order of the heat map. */
  readonly pairs: readonly FamilyPair[];
  readonly within: PooledAgreement;
  readonly between: PooledAgreement;
  /** `within` less `between`, with its 95 % bootstrap interval over clusters of scenarios; null where one is undefined. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether families explain more than any other grouping of these models in as many and as large groups. */
  readonly permutation: PermutationResult | null;
  readonly stability: readonly RepeatStability[];
}

/** How often a model gives the same verdict when asked again. */
export interface RepeatStability {
  readonly model: string;
  /** Equal pairs of repeats / pairs of repeats with two verdicts; null without such a pair. */
  readonly rate: number | null;
  readonly n: number;
}

export const familyConsistencyId = measureId<readonly FamilyConsistency[]>('family-consistency');
