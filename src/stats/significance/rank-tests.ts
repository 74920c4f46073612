import { chiSquareTail } from '../distributions/beta-and-chi-square.ts';
import { normalCdf } from '../distributions/normal.ts';
import { holmAdjust } from './multiple-comparisons.ts';

/** The result of Kruskal and Wallis' test. */
export interface KruskalWallis {
  /** H corrected for ties. */
  readonly statistic: number;
  /** Groups with an observation, less one. */
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Whether independent groups differ in location: H = (12 / (N (N + 1)) Σ_g R_g² / n_g - 3 (N + 1)) /
 * (1 - Σ (t³ - t) / (N³ - N)), p from the chi-square distribution. Empty groups are left out. Null with fewer
 * than two groups, and where all values are equal.
 *
 * @param groups number of each value's group, below `groupCount`.
 *
 * Source: Kruskal and Wallis (1952), Journal of the American Statistical Association 47, 583-621.
 *
 * @example
 * kruskalWallis([1, 2, 3, 4], [0, 0, 1, 1], 2); // { statistic: 2.4, degreesOfFreedom: 1, p: .1213 }
 */
export function kruskalWallis(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
): KruskalWallis | null {
  const { n, ties, sizes, rankSums } = rankGroups(values, groups, groupCount);
  const degreesOfFreedom = sizes.filter((size) => size > 0).length - 1;
  const most = n ** 3 - n;
  if (degreesOfFreedom < 1 || ties === most) return null;
  let squares = 0;
  for (const [group, size] of sizes.entries()) if (size > 0) squares += (rankSums[group] ?? 0) ** 2 / size;
  const uncorrected = (12 / (n * (n + 1))) * squares - 3 * (n + 1);
  const statistic = Math.max(0, uncorrected / (1 - ties / most));
  return { statistic, degreesOfFreedom, p: chiSquareTail(statistic, degreesOfFreedom) };
}

/** Two groups compared by Dunn's test. */
export interface DunnPair {
  /** Numbers of the two groups, the first the smaller. */
  readonly groups: readonly [number, number];
  /** Above 0 where the first group ranks higher. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
  /** Adjusted over all pairs. */
  readonly pHolm: number;
}

/**
 * Which groups differ, after Kruskal and Wallis' test: for every two groups the difference of their mean ranks
 * (over all values together) in units of sqrt((N (N + 1) / 12 - Σ (t³ - t) / (12 (N - 1))) (1/n_i + 1/n_j)),
 * Holm-adjusted. Empty groups are left out; nothing where all values are equal.
 *
 * @param groups number of each value's group, below `groupCount`.
 *
 * Source: Dunn (1964), Technometrics 6, 241-252.
 *
 * @example
 * dunnTest([1, 2, 3, 4], [0, 0, 1, 1], 2); // one pair, z = -2 / √(5/3) = -1.5492, p = .1213
 */
export function dunnTest(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
): DunnPair[] {
  const { n, ties, sizes, rankSums } = rankGroups(values, groups, groupCount);
  const variance = (n * (n + 1)) / 12 - ties / (12 * (n - 1));
  if (!(variance > 0) || ties === n ** 3 - n) return [];
  const filled = [...sizes.keys()].filter((group) => (sizes[group] ?? 0) > 0);
  const pairs = filled.flatMap((one, i) => filled.slice(i + 1).map((other) => [one, other] as const));
  const zOf = (one: number, other: number) => {
    const [ofOne = 0, ofOther = 0] = [sizes[one], sizes[other]];
    const difference = (rankSums[one] ?? 0) / ofOne - (rankSums[other] ?? 0) / ofOther;
    return difference / Math.sqrt(variance * (1 / ofOne + 1 / ofOther));
  };
  const scores = pairs.map(([one, other]) => zOf(one, other));
  const pValues = scores.map((z) => 2 * normalCdf(-Math.abs(z)));
  const adjusted = holmAdjust(pValues);
  return pairs.map((pair, i) => ({
    groups: pair,
    z: scores[i] ?? 0,
    p: pValues[i] ?? 1,
    pHolm: adjusted[i] ?? 1,
  }));
}

/** Ranks of values, and what the rank tests need to correct for equal ones. */
export interface MidRanks {
  /** Rank of each value, from 1; equal values share the mean of their ranks. */
  readonly ranks: Float64Array;
  /** Σ (t³ - t) over the sets of t equal values; 0 without ties. */
  readonly ties: number;
}

/**
 * The ranks of values, smallest first.
 *
 * @example
 * midRanks([10, 20, 20, 30]); // ranks 1, 2.5, 2.5, 4; ties 2³ - 2 = 6
 */
export function midRanks(values: ArrayLike<number>): MidRanks {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (one, other) => (values[one] ?? 0) - (values[other] ?? 0),
  );
  const valueAt = (place: number) => values[order[place] ?? 0];
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && valueAt(to) === valueAt(from)) to += 1;
    const size = to - from;
    ties += size ** 3 - size;
    for (let place = from; place < to; place += 1) ranks[order[place] ?? 0] = (from + 1 + to) / 2;
  }
  return { ranks, ties };
}

/** What the rank tests over groups need. */
export interface RankedGroups {
  /** Observations in all. */
  readonly n: number;
  readonly ties: number;
  /** Each with one entry a group. */
  readonly sizes: Uint32Array;
  readonly rankSums: Float64Array;
}

/**
 * Ranks all values together and sums the ranks by group. `groups`: number of each value's group, below `groupCount`.
 *
 * @example
 * rankGroups([10, 20, 20, 30], [0, 0, 1, 1], 2); // rankSums 3.5, 6.5 of 2 values each
 */
export function rankGroups(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
): RankedGroups {
  const { ranks, ties } = midRanks(values);
  const sizes = new Uint32Array(groupCount);
  const rankSums = new Float64Array(groupCount);
  for (const [i, rank] of ranks.entries()) {
    const group = groups[i] ?? 0;
    sizes[group] = (sizes[group] ?? 0) + 1;
    rankSums[group] = (rankSums[group] ?? 0) + rank;
  }
  return { n: values.length, ties, sizes, rankSums };
}
