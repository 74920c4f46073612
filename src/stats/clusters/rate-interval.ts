import { normalQuantile } from '../distributions/normal.ts';
import { wilsonInterval } from '../rates/wilson-interval.ts';
import type { FurtherVariance } from '../variance/level-variance.ts';
import { type ClusterSums, clusteredMean, type NoInterval } from './clustered-mean.ts';
import { criticalT } from './critical-t.ts';

/** A rate with its interval, all from 0 to 1. */
export interface RateInterval {
  /** From 0 to 1; null without observations. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Of the rate; null as in `ClusteredMean`. */
  readonly standardError: number | null;
  /** How many independent observations would be as precise; at most n. Null where there is no interval. */
  readonly effectiveSize: number | null;
  readonly degreesOfFreedom: number;
  /** Scenarios with a value, and clusters with at least one of them. */
  readonly n: number;
  readonly clusters: number;
  /** Why there is no interval; null where there is one. */
  readonly missing: NoInterval | null;
}

/** Where the rarer verdict occurs in at most so many clusters, the standard error says too little. */
const fewClusters = 2;

/**
 * A rate of observations in clusters with its interval: Wilson's on the effective sample size
 * n* = min(n, p (1 - p) / SE² · (z / t)²), t with Σ (G_h - 1) degrees of freedom. Where SE is 0 and where the rarer
 * verdict occurs in at most two clusters, n* = min(n*, G). Cost: one pass over the clusters.
 *
 * Source: Kott and Carr (1997), Journal of Official Statistics 13, 237-248; Korn and Graubard (1998), Survey
 * Methodology 24, 193-201; Franco, Little, Louis and Slud (2019), Journal of Survey Statistics and Methodology 7,
 * 334-364.
 *
 * @param strata one a dataset. `sums`: of the values, each from 0 to 1.
 * @param further a variance beside that of the clusters: of the wordings of the question, see `levelVariance`.
 *
 * @example
 * rateInterval([{ sizes: [72, 72, 72], sums: [10, 31, 3] }]).low; // .0217
 */
export function rateInterval(
  strata: readonly ClusterSums[],
  confidence = 0.95,
  further: FurtherVariance | null = null,
): RateInterval {
  const { mean: rate, n, clusters, ...ofClusters } = clusteredMean(strata);
  const { standardError, degreesOfFreedom } = withFurther(ofClusters, further);
  const common = { rate, standardError, degreesOfFreedom, n, clusters };
  if (rate === null || standardError === null) {
    const missing = rate === null ? 'no-observations' : 'too-few-clusters';
    return { ...common, low: null, high: null, effectiveSize: null, missing };
  }
  const isFew = ofClusters.standardError === 0 || clustersOfRarer(strata, rate) <= fewClusters;
  const sample = { rate, n, standardError, degreesOfFreedom };
  const { effectiveSize, low, high } = effectiveInterval(sample, isFew ? clusters : n, confidence);
  return { ...common, low, high, effectiveSize, missing: null };
}

type StandardError = Pick<RateInterval, 'standardError' | 'degreesOfFreedom'>;

/** The two variances together; degrees of freedom by Satterthwaite (1946), Biometrics Bulletin 2, 110-114. */
function withFurther(
  { standardError, degreesOfFreedom }: StandardError,
  further: FurtherVariance | null,
): StandardError {
  if (further === null || standardError === null || further.variance === 0) {
    return { standardError, degreesOfFreedom };
  }
  const [own, more] = [standardError ** 2, further.variance];
  const degrees = own ** 2 / degreesOfFreedom + more ** 2 / further.degreesOfFreedom;
  return { standardError: Math.sqrt(own + more), degreesOfFreedom: (own + more) ** 2 / degrees };
}

/** The interval of a rate from its standard error. */
export interface EstimatedRate {
  readonly rate: number;
  readonly n: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * The last step of `rateInterval`.
 *
 * @param most the effective size is at most that: n, or the number of clusters where these are too alike to tell.
 *
 * @example
 * effectiveInterval({ rate: 0.1, n: 750, standardError: 0.026, degreesOfFreedom: 24 }, 750).effectiveSize; // 120.06
 */
export function effectiveInterval(
  { rate, n, standardError, degreesOfFreedom }: EstimatedRate,
  most: number,
  confidence = 0.95,
): { readonly effectiveSize: number; readonly low: number; readonly high: number } {
  const z = normalQuantile(0.5 + confidence / 2);
  const ratio = z / criticalT(0.5 - confidence / 2, degreesOfFreedom);
  const estimated =
    standardError === 0 ? Infinity : ((rate * (1 - rate)) / standardError ** 2) * ratio * ratio;
  const effectiveSize = Math.min(estimated, n, most);
  const interval = wilsonInterval(rate * effectiveSize, effectiveSize, confidence);
  return { effectiveSize, low: interval?.low ?? 0, high: interval?.high ?? 1 };
}

/** In how many clusters the rarer verdict occurs; where both are equally rare, the one in fewer clusters. */
function clustersOfRarer(strata: readonly ClusterSums[], rate: number): number {
  let [withVerdict, withOther] = [0, 0];
  for (const { sizes, sums } of strata) {
    for (let g = 0; g < sizes.length; g += 1) {
      const [size, sum] = [sizes[g] ?? 0, sums[g] ?? 0];
      if (sum > 0) withVerdict += 1;
      if (sum < size) withOther += 1;
    }
  }
  if (rate === 0.5) return Math.min(withVerdict, withOther);
  return rate < 0.5 ? withVerdict : withOther;
}
