import { studentTTail } from '../distributions/student-t.ts';
import { type ClusterSums, clusteredMean, type NoInterval } from './clustered-mean.ts';
import { criticalT } from './critical-t.ts';

/** A difference of two means with its t interval, not adjusted for other comparisons. */
export interface ClusteredDifference {
  /** Null without observations. */
  readonly difference: number | null;
  readonly standardError: number | null;
  /** Of t; need not be whole. 0 where there is no standard error. */
  readonly degreesOfFreedom: number;
  /** Null as `missing` says; a difference of rates can be bounded to -1 to 1 by the caller's `range`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Pairs, or the observations of both sides. */
  readonly n: number;
  readonly clusters: number;
  readonly missing: NoInterval | null;
}

/** How wide the interval of a difference is (default 95 %), and within which bounds. */
export interface DifferenceOptions {
  readonly confidence?: number;
  /** The bounds are cut to ± this: 1 for rates. */
  readonly range?: number;
}

/**
 * The mean paired difference δ = Σ d_g / Σ n_g with its clustered t interval δ ± t SE,
 * SE² = G/(G - 1) · Σ_g (d_g - n_g δ)² / n², strata as in `clusteredMean`. No interval where SE is 0.
 *
 * Source: Miller (2024), *Adding Error Bars to Evals*, arXiv 2411.00640, section 4.
 *
 * @param strata one a dataset. `sums`: the differences summed by cluster; `sizes`: the pairs.
 *
 * @example
 * pairedDifference([{ sizes: [2, 2, 2], sums: [2, 1, 0] }]); // .5 ± 4.303 · .2887
 */
export function pairedDifference(
  strata: readonly ClusterSums[],
  options: DifferenceOptions = {},
): ClusteredDifference {
  const { mean, ...rest } = clusteredMean(strata);
  return { difference: mean, ...rest, ...boundsOf(mean, rest, options) };
}

/** A difference of two models without shared scenarios, with the p value of Welch's test. */
export interface WelchDifference extends ClusteredDifference {
  /** Two-sided; null where there is no interval. */
  readonly p: number | null;
}

/**
 * The difference of two clustered means of models without shared scenarios, by Welch's t:
 * SE² = SE_1² + SE_2², degrees of freedom SE⁴ / (SE_1⁴/df_1 + SE_2⁴/df_2). No test where either SE is 0.
 *
 * Source: Welch (1947), Biometrika 34, 28-35, on means of clusters.
 *
 * @example
 * welchDifference([{ sizes: [9, 9, 9], sums: [8, 6, 7] }], [{ sizes: [9, 9, 9], sums: [1, 3, 4] }]).p; // .0199
 */
export function welchDifference(
  first: readonly ClusterSums[],
  second: readonly ClusterSums[],
  options: DifferenceOptions = {},
): WelchDifference {
  const [one, other] = [clusteredMean(first), clusteredMean(second)];
  const difference = one.mean === null || other.mean === null ? null : one.mean - other.mean;
  const common = { n: one.n + other.n, clusters: one.clusters + other.clusters };
  const [ofOne, ofOther] = [one.standardError, other.standardError];
  if (ofOne === null || ofOther === null || ofOne === 0 || ofOther === 0) {
    // An error that is known to be 0 on one side says as little as none.
    const standardError = ofOne === null || ofOther === null ? null : 0;
    const bounds = boundsOf(difference, { standardError, degreesOfFreedom: 0 }, options);
    return { difference, standardError, degreesOfFreedom: 0, ...common, ...bounds, p: null };
  }
  const squared = ofOne ** 2 + ofOther ** 2;
  const degreesOfFreedom =
    squared ** 2 / (ofOne ** 4 / one.degreesOfFreedom + ofOther ** 4 / other.degreesOfFreedom);
  const standardError = Math.sqrt(squared);
  const bounds = boundsOf(difference, { standardError, degreesOfFreedom }, options);
  const p = 2 * studentTTail(Math.abs(difference ?? 0) / standardError, degreesOfFreedom);
  return { difference, standardError, degreesOfFreedom, ...common, ...bounds, p };
}

function boundsOf(
  difference: number | null,
  { standardError, degreesOfFreedom }: Pick<ClusteredDifference, 'standardError' | 'degreesOfFreedom'>,
  { confidence = 0.95, range = Infinity }: DifferenceOptions,
): Pick<ClusteredDifference, 'low' | 'high' | 'missing'> {
  if (difference === null) return { low: null, high: null, missing: 'no-observations' };
  if (standardError === null) return { low: null, high: null, missing: 'too-few-clusters' };
  if (standardError === 0) return { low: null, high: null, missing: 'no-spread' };
  const reach = criticalT(0.5 - confidence / 2, degreesOfFreedom) * standardError;
  return {
    low: Math.max(-range, difference - reach),
    high: Math.min(range, difference + reach),
    missing: null,
  };
}

/** Whether a difference is smaller than a margin, with its interval in the unit of the difference. */
export interface ClusteredEquivalence {
  /** The larger of the two one-sided p values. */
  readonly p: number;
  /** The 1 - 2 alpha interval: equivalent exactly where it lies within the margin. */
  readonly low: number;
  readonly high: number;
  readonly equivalent: boolean;
}

/**
 * Two one-sided tests (TOST) whether a clustered difference is smaller than `margin` either way. A large p says that
 * the data do not show it, not that there is a difference. Null where the difference has no standard error above 0.
 *
 * Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
 *
 * @param difference of `pairedDifference` or `welchDifference`.
 * @param margin in units of the difference: .05 is five points.
 *
 * @example
 * equivalence(pairedDifference([{ sizes: [50, 50, 50], sums: [1, 0, -1] }]), 0.05)?.equivalent; // true
 */
export function equivalence(
  { difference, standardError, degreesOfFreedom }: ClusteredDifference,
  margin: number,
  alpha = 0.05,
): ClusteredEquivalence | null {
  if (difference === null || standardError === null || standardError === 0) return null;
  const p = Math.max(
    studentTTail((difference + margin) / standardError, degreesOfFreedom),
    studentTTail((margin - difference) / standardError, degreesOfFreedom),
  );
  const reach = criticalT(alpha, degreesOfFreedom) * standardError;
  return { p, low: difference - reach, high: difference + reach, equivalent: p < alpha };
}
