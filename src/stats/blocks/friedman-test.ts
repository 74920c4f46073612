import { chiSquareTail } from '../distributions/beta-and-chi-square.ts';
import { midRanks } from '../significance/mid-ranks.ts';
import { ordinaryLeastSquares } from '../significance/ordinary-least-squares.ts';

/** Values of the same treatments in each block (models on one scenario); null where one is missing. One row a block. */
export type Blocks = readonly (readonly (number | null)[])[];

/** The result of Friedman's test, or of Skillings and Mack's where blocks have gaps. */
export interface FriedmanTest {
  /** Chi-square distributed where the treatments do not differ. */
  readonly statistic: number;
  /** Treatments that blocks compare, less the groups of them that no block connects. */
  readonly degreesOfFreedom: number;
  readonly p: number;
  /** Blocks with two values or more that are not all equal: the others say nothing. */
  readonly blocks: number;
}

/**
 * Whether treatments differ within blocks, by ranks: Friedman's test with its correction for ties, and with gaps the
 * test of Skillings and Mack. A_j = Σ_i w_i (r_ij - (k_i + 1)/2) over the blocks i with treatment j, r the ranks within
 * the block, k_i its values, w_i = √(12 / (k_i + 1)); statistic A' V⁻ A, V the covariance of A where every order of a
 * block's values is equally likely: w_i² s_i² (k_i - 1)/k_i on the diagonal, -w_i² s_i²/k_i off it, s_i² the variance
 * of the block's ranks, which is less with ties. Null where no block tells treatments apart.
 *
 * Source: Friedman (1937), Journal of the American Statistical Association 32, 675-701; Skillings and Mack (1981),
 * Technometrics 23, 171-177.
 *
 * @example
 * friedmanTest([[3, 2, 1], [3, 1, 2], [3, 2, 1], [2, 3, null]])?.p; // .2118
 */
export function friedmanTest(blocks: Blocks): FriedmanTest | null {
  const size = blocks.reduce((most, block) => Math.max(most, block.length), 0);
  const sums = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const groups = Array.from({ length: size }, (_, treatment) => treatment);
  let used = 0;
  for (const block of blocks) {
    const ranked = weightedRanks(block);
    if (ranked === null) continue;
    used += 1;
    addBlock(ranked, sums, covariance);
    connect(groups, ranked.treatments);
  }
  if (used === 0) return null;
  const solution = ordinaryLeastSquares(covariance, sums).coefficients;
  const statistic = sums.reduce((total, sum, treatment) => total + sum * (solution[treatment] ?? 0), 0);
  // A treatment that no block compares is a group of its own.
  const degreesOfFreedom = size - new Set(groups).size;
  return { statistic, degreesOfFreedom, p: chiSquareTail(statistic, degreesOfFreedom), blocks: used };
}

interface RankedBlock {
  readonly treatments: readonly number[];
  /** w (r - (k + 1)/2) of each. */
  readonly scores: Float64Array;
  /** w² s² / k. */
  readonly share: number;
}

/** Null where a block has fewer than two values, or all are equal. */
function weightedRanks(block: readonly (number | null)[]): RankedBlock | null {
  const treatments = [...block.keys()].filter((treatment) => block[treatment] !== null);
  const count = treatments.length;
  if (count < 2) return null;
  const { ranks } = midRanks(treatments.map((treatment) => block[treatment] ?? 0));
  const weight = Math.sqrt(12 / (count + 1));
  const scores = ranks.map((rank) => weight * (rank - (count + 1) / 2));
  const squares = scores.reduce((sum, score) => sum + score * score, 0);
  return squares === 0 ? null : { treatments, scores, share: squares / (count - 1) / count };
}

function addBlock(
  { treatments, scores, share }: RankedBlock,
  sums: Float64Array,
  covariance: Float64Array,
): void {
  for (const [i, one] of treatments.entries()) {
    sums[one] = (sums[one] ?? 0) + (scores[i] ?? 0);
    for (const other of treatments) {
      const slot = one * sums.length + other;
      const part = one === other ? share * (treatments.length - 1) : -share;
      covariance[slot] = (covariance[slot] ?? 0) + part;
    }
  }
}

/** Gives treatments that a block compares, and those connected with them, one group. */
function connect(groups: number[], treatments: readonly number[]): void {
  const joined = new Set(treatments.map((treatment) => groups[treatment]));
  const first = groups[treatments[0] ?? 0] ?? 0;
  for (const [treatment, group] of groups.entries()) if (joined.has(group)) groups[treatment] = first;
}
