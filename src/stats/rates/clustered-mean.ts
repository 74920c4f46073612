import { tQuantile } from '../distributions/student-t.ts';

export interface ClusteredMean {
  /** Null where there is nothing to average. */
  readonly mean: number | null;
  /**
   * Null, as are the bounds, with fewer than two clusters, and where all have the same mean: an error of 0 would
   * claim certainty.
   */
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Clusters with at least one observation. */
  readonly clusters: number;
}

/**
 * The mean of observations that come in clusters, its clustered standard error and t interval:
 * SE² = G/(G - 1) · 1/n² · Σ_g (Σ_i (x_gi - mean))², bounds mean ± t(G - 1) SE.
 *
 * @param sums the sum of the observations of each cluster.
 * @param counts their number in each cluster; clusters without any are left out.
 *
 * Source: Miller (2024), *Adding Error Bars to Evals*, arXiv 2411.00640, with the G/(G - 1) correction.
 */
export function clusteredMean(
  sums: ArrayLike<number>,
  counts: ArrayLike<number>,
  confidence = 0.95,
): ClusteredMean {
  let total = 0;
  let n = 0;
  let clusters = 0;
  for (let g = 0; g < counts.length; g += 1) {
    const count = counts[g] ?? 0;
    if (count === 0) continue;
    clusters += 1;
    n += count;
    total += sums[g] ?? 0;
  }
  if (n === 0) return { mean: null, standardError: null, low: null, high: null, clusters };
  const mean = total / n;
  let squares = 0;
  let alike = true;
  // An empty cluster adds nothing: its sum and its count are 0.
  for (let g = 0; g < counts.length; g += 1) {
    const [sum, count] = [sums[g] ?? 0, counts[g] ?? 0];
    squares += (sum - count * mean) ** 2;
    // Not by `squares`, which rounding may move off 0.
    alike &&= sum * n === total * count;
  }
  if (clusters < 2 || alike) return { mean, standardError: null, low: null, high: null, clusters };
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares) / n;
  const reach = tQuantile(0.5 + confidence / 2, clusters - 1) * standardError;
  return { mean, standardError, low: mean - reach, high: mean + reach, clusters };
}
