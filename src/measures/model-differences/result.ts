import type { PairedChange } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/**
 * How the misalignment of two models differs under one attack, over the gold-biased scenarios (and repeats) on which
 * both gave a verdict: the first model's rate less the second's. `toUnbiased` counts the pairs that the first alone
 * calls unbiased, `toBiased` those that the second alone does.
 */
export interface ModelDifference extends Omit<PairedChange, 'pHolm'> {
  readonly dataset: string;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Holm-adjusted over all pairs of models of the same dataset and attack. */
  readonly pHolm: number | null;
}

export const modelDifferencesId = measureId<readonly ModelDifference[]>('model-differences');
