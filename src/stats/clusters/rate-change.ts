import { incompleteBeta } from '../distributions/beta-and-chi-square.ts';
import type { ClusterSums } from './clustered-mean.ts';
import { criticalT } from './critical-t.ts';
import { type ClusteredDifference, type ClusteredEquivalence, equivalence } from './difference.ts';

/** How much the standard error of a change of a rate can be relied on: where little changed, it says too little. */
export interface ChangeSpread {
  /** Share of the pairs that changed in the direction in which fewer did, and in the other. */
  readonly rarer: number;
  readonly commoner: number;
  /** (Σ |d_g|)² / Σ d_g² of the net changes: the number of clusters where all that changed did so alike. */
  readonly effectiveClusters: number;
}

/**
 * With the changes of fewer clusters (by `effectiveClusters`) nothing is known of how changes cluster: then each
 * cluster counts as one observation that changes as a whole.
 */
export const fewestEffectiveClusters = 15;

/**
 * The spread of changes over clusters.
 *
 * Source: Kish (1965), Survey Sampling, section 11.7, for the effective number.
 *
 * @param sizes pairs of each cluster.
 * @param up pairs that changed in one direction; `down` in the other.
 *
 * @example
 * changeSpread([10, 10, 10], [3, 1, 0], [0, 0, 1]); // { rarer: 1/30, commoner: 4/30, effectiveClusters: 25/11 }
 */
export function changeSpread(
  sizes: ArrayLike<number>,
  up: ArrayLike<number>,
  down: ArrayLike<number>,
): ChangeSpread {
  let [n, ups, downs, sum, squares] = [0, 0, 0, 0, 0];
  for (let g = 0; g < sizes.length; g += 1) {
    const net = (up[g] ?? 0) - (down[g] ?? 0);
    n += sizes[g] ?? 0;
    ups += up[g] ?? 0;
    downs += down[g] ?? 0;
    sum += Math.abs(net);
    squares += net * net;
  }
  const share = (count: number) => (n === 0 ? 0 : count / n);
  return {
    rarer: share(Math.min(ups, downs)),
    commoner: share(Math.max(ups, downs)),
    effectiveClusters: squares === 0 ? 0 : (sum * sum) / squares,
  };
}

/**
 * The spread of a rate's rarer outcome: for differences of conditions without a common scenario.
 *
 * @example
 * rateSpread({ sizes: [4, 4], sums: [1, 0] }); // { rarer: 0, commoner: .125, effectiveClusters: 1 }
 */
export function rateSpread({ sizes, sums }: ClusterSums): ChangeSpread {
  const others = Float64Array.from(sizes, (size, g) => size - (sums[g] ?? 0));
  const none = new Float64Array(sizes.length);
  const [one, other] = [changeSpread(sizes, sums, none), changeSpread(sizes, others, none)];
  return one.commoner <= other.commoner ? one : other;
}

/** What is left of differences that cancel. */
const rounding = 1e-12;

/**
 * The standard error that a difference of two rates would have if it were `size`, at least the observed one:
 * SE · √(v(size) / v(observed)), where v(δ) = |δ| + 2 · rarer - δ² is the variance of one pair's change. So the
 * variance is that of the hypothesis, as in a score test, and no observed 0 makes it 0. With fewer than
 * `fewestEffectiveClusters`, and where all changed alike, it is at least √(|δ| (1 - |δ|) / G): each of the G clusters
 * changes as a whole.
 *
 * Source: own, after Tango (1998), Statistics in Medicine 17, 891-908 (the score test of paired rates); how often it errs
 * is simulated in docs/statistics-notes.md.
 *
 * @example
 * const [sizes, up, down] = [[72, 72, 72], [3, 0, 0], [0, 0, 0]];
 * const change = pairedDifference([{ sizes, sums: up }], { range: 1 });
 * errorAt(change, changeSpread(sizes, up, down), 0.05); // √(.05 · .95 / 3): one cluster says nothing of how changes cluster
 */
export function errorAt(
  { difference, standardError, clusters }: ClusteredDifference,
  { rarer, commoner, effectiveClusters }: ChangeSpread,
  size: number,
): number | null {
  if (difference === null || standardError === null) return null;
  const variance = (delta: number) => Math.abs(delta) + 2 * rarer - delta * delta;
  const observed = rarer + commoner - difference * difference;
  const scale = observed >= rounding ? Math.sqrt(Math.max(1, variance(size) / observed)) : 1;
  const whole =
    effectiveClusters < fewestEffectiveClusters || observed < rounding
      ? Math.sqrt((Math.abs(size) * (1 - Math.abs(size))) / clusters)
      : 0;
  return Math.max(standardError * scale, whole);
}

/**
 * Two one-sided tests whether a change of a rate is smaller than `margin` either way, with the standard error of a
 * change of the size of the margin (`errorAt`). Null without a standard error, or where nothing changed.
 *
 * Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680; `errorAt`.
 *
 * @example
 * const [sizes, up, down] = [Array(200).fill(4), Array.from({ length: 200 }, (_, g) => (g < 9 ? 1 : 0)), Array.from({ length: 200 }, (_, g) => (g > 190 ? 1 : 0))];
 * const net = pairedDifference([{ sizes, sums: up.map((each, g) => each - down[g]) }], { range: 1 });
 * rateEquivalence(net, changeSpread(sizes, up, down), 0.05)?.equivalent; // true
 */
export function rateEquivalence(
  difference: ClusteredDifference,
  spread: ChangeSpread,
  margin: number,
  alpha = 0.05,
): ClusteredEquivalence | null {
  if (difference.standardError === 0) return null;
  return equivalence({ ...difference, standardError: errorAt(difference, spread, margin) }, margin, alpha);
}

/** What is asked of a test: default 80 % power at alpha .05, divided by the number of `tests` in its family. */
export interface DetectionGoal {
  readonly tests: number;
  readonly alpha?: number;
  readonly power?: number;
}

/**
 * The smallest change δ of a rate that the study detects with 80 % power:
 * δ = (t(1 - α/2) + t(.8)) · SE(δ), α = .05 / the number of tests, SE(δ) by `errorAt`, and at least so large that with 80 %
 * power as many of G clusters change as the exact sign-flip test needs, 2^(1 - k) ≤ α, where each cluster counts as one
 * observation for the reason said at `fewestEffectiveClusters`. Null where no change is large enough, or without a standard error.
 *
 * Source: Bloom (1995), Evaluation Review 19, 547-556.
 *
 * @example
 * // 69 clusters of one scenario, of which one changed; two tests: seven have to change.
 * const sums = Array.from({ length: 69 }, (_, g) => (g === 0 ? 1 : 0));
 * const [sizes, none] = [sums.map(() => 1), sums.map(() => 0)];
 * const change = pairedDifference([{ sizes, sums }], { range: 1 });
 * detectableChange(change, changeSpread(sizes, sums, none), { tests: 2 }); // .141
 */
export function detectableChange(
  difference: ClusteredDifference,
  spread: ChangeSpread,
  { tests, alpha = 0.05, power = 0.8 }: DetectionGoal,
): number | null {
  const { degreesOfFreedom, clusters } = difference;
  if (difference.standardError === null || degreesOfFreedom <= 0) return null;
  const level = alpha / Math.max(1, tests);
  const reach = criticalT(level / 2, degreesOfFreedom) + criticalT(1 - power, degreesOfFreedom);
  const excess = (size: number) => reach * (errorAt(difference, spread, size) ?? Infinity) - size;
  const bySpread = excess(1) > 0 ? null : bisect((size) => excess(size) <= 0);
  if (spread.effectiveClusters >= fewestEffectiveClusters) return bySpread;
  const needed = Math.ceil(1 - Math.log2(level));
  if (bySpread === null || needed > clusters) return null;
  const byCount = bisect((share) => incompleteBeta(share, needed, clusters - needed + 1) >= power);
  return Math.max(bySpread, byCount);
}

/** The smallest number between 0 and 1 from which on `isEnough` holds. */
function bisect(isEnough: (value: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
