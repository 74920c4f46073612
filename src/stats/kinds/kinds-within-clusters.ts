import { seededRandom } from '../bootstrap/seeded-random.ts';
import { signFlipScores } from '../clusters/sign-flip-scores.ts';
import { holmAdjust } from '../significance/multiple-comparisons.ts';
import { countReached, type PermutationCount, type PermutationDraws } from './count-reached.ts';

/** Observations by cluster and kind: `sizes[cluster * kindCount + kind]`, likewise the sums of their values. */
export interface KindTable {
  readonly kindCount: number;
  readonly sizes: ArrayLike<number>;
  readonly sums: ArrayLike<number>;
}

/** Two kinds compared within clusters. */
export interface KindPair {
  readonly kinds: readonly [number, number];
  /** Mean over the clusters with both of the first kind's rate less the second's; null without such a cluster. */
  readonly difference: number | null;
  /** Two-sided, by sign-flip; 1 where no cluster tells the two apart, null without a cluster with both. */
  readonly p: number | null;
  /** Adjusted over the pairs of these kinds. */
  readonly pHolm: number | null;
  /** Clusters with both kinds. */
  readonly clusters: number;
}

/** Whether a rate depends on a kind that varies inside the clusters, with every two kinds compared. */
export interface KindsWithinTest extends PermutationCount {
  /** As observed; null where no cluster has two kinds. */
  readonly statistic: number | null;
  readonly pairs: readonly KindPair[];
}

/** How many permutations are drawn, and whether every two kinds are compared, too. */
export interface KindsWithinDraws extends PermutationDraws {
  /** Does not compare the pairs of more than two kinds, most of the work. */
  readonly withoutPairs?: boolean;
}

/**
 * Whether a rate depends on a kind that varies inside the clusters (a variant, say): each cluster gives one rate a
 * kind, and the labels of the kinds are permuted inside each cluster. e_gk = the rate of kind k in cluster g less the
 * mean of the cluster's rates; T = Σ_k (Σ_g e_gk)² / Σ_g e_gk², studentised, so that kinds may differ in spread.
 * With two kinds it is the sign-flip test of the differences. Clusters with one kind say nothing.
 * A cluster's rates count once, however many scenarios are behind them.
 *
 * Source: Pitman (1938), Biometrika 29, 322-335 (permutation in blocks); Chung and Romano (2013), Annals of Statistics
 * 41, 484-507 (studentised); Holm (1979) for the pairs.
 *
 * @example
 * kindsWithinClusters({ kindCount: 2, sizes: [9, 9, 9, 9], sums: [8, 2, 7, 3] }, { seed: 1 }).p; // .5
 */
export function kindsWithinClusters(table: KindTable, draws: KindsWithinDraws): KindsWithinTest {
  const pairs = draws.withoutPairs === true && table.kindCount > 2 ? [] : comparePairs(table, draws);
  const blocks = blocksOf(table);
  if (blocks.starts.length === 1) return { statistic: null, p: null, permutations: 0, pairs };
  const observed = studentised(blocks);
  // The one pair's test is this test, and exact with few clusters.
  if (table.kindCount === 2) {
    return { statistic: observed, p: pairs[0]?.p ?? null, permutations: 0, pairs };
  }
  const random = seededRandom(draws.seed);
  const numbers = new Uint32Array(blocks.deviations.length);
  const next = () => {
    random.fillBelow(numbers, 2 ** 32);
    shuffleInside(blocks, numbers);
    return studentised(blocks);
  };
  return { statistic: observed, ...countReached(observed, next, draws), pairs };
}

/** The rates of the clusters with two kinds or more, one cluster after another. */
interface Blocks {
  readonly kindCount: number;
  /** The rates of cluster g are from `starts[g]` up to, not including, `starts[g + 1]`. */
  readonly starts: Uint32Array;
  readonly kinds: Uint16Array;
  /** From the mean of the cluster's rates; those of equal rates exactly 0. */
  readonly deviations: Float64Array;
}

function rateAt({ sizes, sums }: KindTable, slot: number): number | null {
  const size = sizes[slot] ?? 0;
  return size === 0 ? null : (sums[slot] ?? 0) / size;
}

function blocksOf(table: KindTable): Blocks {
  const { kindCount, sizes } = table;
  const starts = [0];
  const kinds: number[] = [];
  const deviations: number[] = [];
  for (let from = 0; from < sizes.length; from += kindCount) {
    const rates = Array.from({ length: kindCount }, (_, kind) => rateAt(table, from + kind));
    const present = rates.filter((rate) => rate !== null);
    if (present.length < 2) continue;
    const mean = present.reduce((sum, rate) => sum + rate, 0) / present.length;
    const alike = present.every((rate) => Math.abs(rate - mean) < 1e-12);
    for (const [kind, rate] of rates.entries()) {
      if (rate === null) continue;
      kinds.push(kind);
      deviations.push(alike ? 0 : rate - mean);
    }
    starts.push(kinds.length);
  }
  return {
    kindCount,
    starts: Uint32Array.from(starts),
    kinds: Uint16Array.from(kinds),
    deviations: Float64Array.from(deviations),
  };
}

function studentised({ kindCount, kinds, deviations }: Blocks): number {
  const sums = new Float64Array(kindCount);
  const squares = new Float64Array(kindCount);
  for (let i = 0; i < deviations.length; i += 1) {
    const kind = kinds[i] ?? 0;
    const deviation = deviations[i] ?? 0;
    sums[kind] = (sums[kind] ?? 0) + deviation;
    squares[kind] = (squares[kind] ?? 0) + deviation * deviation;
  }
  return sums.reduce((total, sum, kind) => {
    const square = squares[kind] ?? 0;
    return square === 0 ? total : total + (sum * sum) / square;
  }, 0);
}

/** Fisher and Yates' shuffle of the deviations of each cluster. */
function shuffleInside({ starts, deviations }: Blocks, numbers: Uint32Array): void {
  for (let block = 1; block < starts.length; block += 1) {
    const from = starts[block - 1] ?? 0;
    for (let last = (starts[block] ?? 0) - 1; last > from; last -= 1) {
      const other = from + Math.floor(((numbers[last] ?? 0) / 2 ** 32) * (last + 1 - from));
      const value = deviations[last] ?? 0;
      deviations[last] = deviations[other] ?? 0;
      deviations[other] = value;
    }
  }
}

function comparePairs(table: KindTable, draws: PermutationDraws): KindPair[] {
  const kinds = Array.from({ length: table.kindCount }, (_, kind) => kind);
  const pairs = kinds.flatMap((one) =>
    kinds.slice(one + 1).map((other) => comparePair(table, [one, other], draws)),
  );
  const tested = pairs.filter(({ p }) => p !== null);
  const adjusted = holmAdjust(tested.map(({ p }) => p ?? 1));
  return pairs.map((pair) => ({ ...pair, pHolm: adjusted[tested.indexOf(pair)] ?? null }));
}

function comparePair(table: KindTable, kinds: readonly [number, number], draws: PermutationDraws): KindPair {
  const differences: number[] = [];
  for (let from = 0; from < table.sizes.length; from += table.kindCount) {
    const [one, other] = kinds.map((kind) => rateAt(table, from + kind));
    if (typeof one === 'number' && typeof other === 'number') differences.push(one - other);
  }
  const clusters = differences.length;
  if (clusters === 0) return { kinds, difference: null, p: null, pHolm: null, clusters };
  const difference = differences.reduce((sum, value) => sum + value, 0) / clusters;
  return { kinds, difference, p: signFlipScores(differences, draws).p ?? 1, pHolm: null, clusters };
}
