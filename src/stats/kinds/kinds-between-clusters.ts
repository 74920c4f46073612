import { seededRandom } from '../bootstrap/seeded-random.ts';
import type { ClusterSums } from '../clusters/clustered-mean.ts';
import { countReached, type PermutationCount, type PermutationDraws } from './count-reached.ts';

/** The rate of one kind, from 0 to 1, and how many observations and clusters it rests on. */
export interface KindRate {
  /** Null without observations. */
  readonly rate: number | null;
  readonly n: number;
  readonly clusters: number;
}

/** Whether a rate depends on a kind that divides the clusters, with the rate of each kind. */
export interface KindsTest extends PermutationCount {
  readonly kinds: readonly KindRate[];
  /** Of the kinds as observed; null with fewer than two kinds with observations. */
  readonly statistic: number | null;
}

/**
 * Whether a rate depends on a kind that divides the clusters (a category, say: each cluster is of one kind), by
 * permuting the clusters over the kinds. The statistic is studentised, so that kinds may differ in spread, and of log
 * odds, whose spread depends less on the rate: T = Σ_k (l_k - l̄)² / W_k, l̄ the mean of the l_k weighted by 1 / W_k.
 * l_k = logit(p̃_k), where p̃_k = (x_k + m p) / (n_k + m) adds one cluster of mean size m at the rate p of all.
 * W_k = V_k / (p̃_k (1 - p̃_k))², V_k = G_k / (G_k + 2) · (Σ_g (x_g - p_k n_g)² + 3 σ² Σ_g n_g² / G_k) / n_k², where
 * σ² = Σ (x_g - p n_g)² / Σ n_g² over all clusters counts as three clusters: a kind of one cluster has a weight, too.
 *
 * Without log odds and with one such cluster it finds differences in 15 % of studies with none, at a rate of .05 with a
 * kind of ten clusters that vary more; so in 4 to 7 % (tests/simulations/kinds.slow.test.ts).
 *
 * Source: Janssen (1997), Statistics and Probability Letters 36, 9-21; Chung and Romano (2013), Annals of Statistics 41,
 * 484-507 (studentised permutation); James (1951), Biometrika 38, 324-329 (the statistic).
 *
 * @param clusters one dataset. `sums`: of values from 0 to 1.
 * @param kindOf number of each cluster's kind, from 0.
 *
 * @example
 * // .2924, near 2/6: of the six ways to divide four clusters this one and its reverse reach as much
 * kindsBetweenClusters({ sizes: [9, 9, 9, 9], sums: [8, 7, 1, 2] }, [0, 0, 1, 1], { seed: 1 }).p;
 */
export function kindsBetweenClusters(
  clusters: ClusterSums,
  kindOf: ArrayLike<number>,
  draws: PermutationDraws,
): KindsTest {
  const { sizes, sums, kinds, kindCount } = withObservations(clusters, kindOf);
  const statistic = studentised(sizes, sums, kindCount);
  const rates = ratesOf(sizes, sums, kinds, kindCount);
  if (rates.filter(({ clusters: count }) => count > 0).length < 2) {
    return { kinds: rates, statistic: null, p: null, permutations: 0 };
  }
  const observed = statistic(kinds);
  const random = seededRandom(draws.seed);
  const permuted = kinds.slice();
  const numbers = new Uint32Array(kinds.length);
  const next = () => {
    shuffle(permuted, numbers, random);
    return statistic(permuted);
  };
  return { kinds: rates, statistic: observed, ...countReached(observed, next, draws) };
}

function withObservations({ sizes, sums }: ClusterSums, kindOf: ArrayLike<number>) {
  const filled = Array.from(sizes, (_, g) => g).filter((g) => (sizes[g] ?? 0) > 0);
  let kindCount = 0;
  for (let g = 0; g < kindOf.length; g += 1) kindCount = Math.max(kindCount, (kindOf[g] ?? 0) + 1);
  return {
    sizes: Float64Array.from(filled, (g) => sizes[g] ?? 0),
    sums: Float64Array.from(filled, (g) => sums[g] ?? 0),
    kinds: Uint16Array.from(filled, (g) => kindOf[g] ?? 0),
    kindCount,
  };
}

function ratesOf(sizes: Float64Array, sums: Float64Array, kinds: Uint16Array, kindCount: number): KindRate[] {
  return Array.from({ length: kindCount }, (_, kind) => {
    let [n, total, clusters] = [0, 0, 0];
    for (let g = 0; g < kinds.length; g += 1) {
      if (kinds[g] !== kind) continue;
      n += sizes[g] ?? 0;
      total += sums[g] ?? 0;
      clusters += 1;
    }
    return { rate: n === 0 ? null : total / n, n, clusters };
  });
}

/** Columns of the totals of a kind: clusters, Σ n, Σ x, Σ n², Σ n x, Σ x². */
const width = 6;

/** T as a function of the kinds of the clusters. One pass over the clusters, without allocations. */
function studentised(sizes: Float64Array, sums: Float64Array, kindCount: number) {
  const totals = new Float64Array(kindCount * width);
  const all = allClusters(sizes, sums);
  const squaredSizes = sizes.map((size) => size * size);
  const products = sizes.map((size, g) => size * (sums[g] ?? 0));
  const squaredSums = sums.map((sum) => sum * sum);
  return (kinds: Uint16Array): number => {
    if (all.spread === 0) return 0;
    totals.fill(0);
    for (let g = 0; g < kinds.length; g += 1) {
      const at = (kinds[g] ?? 0) * width;
      totals[at] = (totals[at] ?? 0) + 1;
      totals[at + 1] = (totals[at + 1] ?? 0) + (sizes[g] ?? 0);
      totals[at + 2] = (totals[at + 2] ?? 0) + (sums[g] ?? 0);
      totals[at + 3] = (totals[at + 3] ?? 0) + (squaredSizes[g] ?? 0);
      totals[at + 4] = (totals[at + 4] ?? 0) + (products[g] ?? 0);
      totals[at + 5] = (totals[at + 5] ?? 0) + (squaredSums[g] ?? 0);
    }
    return weightedSquares(totals, all);
  };
}

interface AllClusters {
  readonly rate: number;
  readonly meanSize: number;
  /** σ²; exactly 0 where all clusters have the same rate. */
  readonly spread: number;
}

function allClusters(sizes: Float64Array, sums: Float64Array): AllClusters {
  const n = sizes.reduce((total, size) => total + size, 0);
  const x = sums.reduce((total, sum) => total + sum, 0);
  let [squares, squaredSizes] = [0, 0];
  for (let g = 0; g < sizes.length; g += 1) {
    const [size, sum] = [sizes[g] ?? 0, sums[g] ?? 0];
    const deviation = sum * n - size * x;
    if (Math.abs(deviation) > 1e-13 * Math.abs(size * x)) squares += (deviation / n) ** 2;
    squaredSizes += size * size;
  }
  return { rate: x / n, meanSize: n / sizes.length, spread: squares / squaredSizes };
}

/** How many clusters the spread of all counts as, in the spread of a kind. */
const priorClusters = 3;

function weightedSquares(totals: Float64Array, { rate: rateOfAll, meanSize, spread }: AllClusters): number {
  let [weights, first, second] = [0, 0, 0];
  for (let at = 0; at < totals.length; at += width) {
    const [clusters, n, x] = [totals[at] ?? 0, totals[at + 1] ?? 0, totals[at + 2] ?? 0];
    if (clusters === 0) continue;
    const [nn, nx, xx] = [totals[at + 3] ?? 0, totals[at + 4] ?? 0, totals[at + 5] ?? 0];
    const rate = x / n;
    const squares = Math.max(0, xx - 2 * rate * nx + rate * rate * nn);
    const spreadOfKind = squares + (priorClusters * spread * nn) / clusters;
    const smoothed = (x + meanSize * rateOfAll) / (n + meanSize);
    const slope = smoothed * (1 - smoothed);
    const weight = ((clusters - 1 + priorClusters) / clusters / spreadOfKind) * (n * slope) ** 2;
    const logOdds = Math.log(smoothed / (1 - smoothed));
    weights += weight;
    first += weight * logOdds;
    second += weight * logOdds * logOdds;
  }
  return Math.max(0, second - (first * first) / weights);
}

/** Fisher and Yates' shuffle. */
function shuffle(values: Uint16Array, numbers: Uint32Array, random: ReturnType<typeof seededRandom>): void {
  random.fillBelow(numbers, 2 ** 32);
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(((numbers[last] ?? 0) / 2 ** 32) * (last + 1));
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}
