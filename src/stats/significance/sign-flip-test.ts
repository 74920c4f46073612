import { seededRandom } from '../bootstrap/seeded-random.ts';

export interface SignFlipPlan {
  /** What each independent cluster adds to the estimate, less what is expected of it where the effect is 0. */
  readonly contributions: Float64Array;
  readonly permutations: number;
  readonly seed: number;
}

/** Equal sums that differ by the order of summing are equal. */
const slack = 1e-12;

/**
 * The permutation test of an effect estimated as a sum of contributions of independent clusters: where there is
 * no effect, each contribution may as well have the other sign. Two-sided,
 * p = (1 + sums at least as far from 0) / (1 + permutations). Null without a contribution other than 0.
 *
 * Source: Hemerik, Goeman and Finos (2020), Journal of the Royal Statistical Society B 82, 841-864 (the
 * contributions are the scores of the model without the effect).
 */
export function signFlipTest({ contributions, permutations, seed }: SignFlipPlan): number | null {
  const values = contributions.filter((value) => value !== 0);
  if (values.length === 0) return null;
  const total = values.reduce((sum, value) => sum + value, 0);
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const least = Math.abs(total) - slack * size;
  const random = seededRandom(seed);
  const signs = new Uint32Array(values.length);
  let reached = 0;
  for (let round = 0; round < permutations; round += 1) {
    random.fillBelow(signs, 2);
    let flipped = 0;
    for (let i = 0; i < values.length; i += 1) if (signs[i] === 1) flipped += values[i] ?? 0;
    // The sum with the other signs turned: those kept less those turned.
    if (Math.abs(2 * flipped - total) >= least) reached += 1;
  }
  return (1 + reached) / (1 + permutations);
}
