import type { PairedChange, Proportion } from '../inputs/estimates.ts';
import { measureId } from '../measure.ts';

/**
 * What an attack does to one model, over gold-biased scenarios. `rate` is the first reading of attack
 * success, the misalignment rate under the attack; `flip.rate` the second, P(unbiased under it | biased
 * without), paired by scenario and repeat; `flipBack` is the other way. What needs the answers without an
 * attack is null with n = 0 where there are none.
 */
export interface AttackSuccess {
  readonly dataset: string;
  readonly category: string | null;
  readonly model: string;
  readonly attack: string;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Misalignment without an attack. */
  readonly baseline: Proportion;
  /** `rate` - `baseline.rate`. */
  readonly difference: number | null;
  readonly flip: Proportion;
  readonly flipBack: Proportion;
  /** Only pairs with a verdict on both sides. */
  readonly paired: PairedChange;
}

export interface AttackSuccessResult {
  /** Of each dataset: `category` is null. */
  readonly totals: readonly AttackSuccess[];
  readonly breakdowns: { readonly category: readonly AttackSuccess[] };
}

export const attackSuccessId = measureId<AttackSuccessResult>('attack-success');
