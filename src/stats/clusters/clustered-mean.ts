/**
 * One stratum (a dataset, say) summed by cluster. Both arrays have one entry a cluster; clusters of size 0 are
 * left out. Typed arrays and views of them (`subarray`) are cheapest.
 */
export interface ClusterSums {
  /** Observations of each cluster: scenarios, not their repeats. */
  readonly sizes: ArrayLike<number>;
  /** The sum of their values. The value of a scenario with repeats is the mean of its repeats. */
  readonly sums: ArrayLike<number>;
}

/** Why there is no interval. */
export type NoInterval =
  /** Nothing was observed. */
  | 'no-observations'
  /** A stratum with observations has fewer than two clusters with observations. */
  | 'too-few-clusters'
  /** Each cluster deviates by 0 from its stratum's mean: an error of 0 would claim certainty. */
  | 'no-spread'
  /** An outcome that the estimate rests on occurs in too few clusters: such intervals miss the truth too often. */
  | 'too-rare';

/** A mean of observations in clusters with its standard error, both in the unit of the values. */
export interface ClusteredMean {
  /** Σ sums / Σ sizes; null without observations. */
  readonly mean: number | null;
  /** Null with fewer than two clusters in a stratum; 0 where all clusters of each stratum are alike. */
  readonly standardError: number | null;
  /** Σ (clusters of the stratum - 1). */
  readonly degreesOfFreedom: number;
  /** Observations, and clusters with at least one. */
  readonly n: number;
  readonly clusters: number;
}

/**
 * The mean of observations in clusters and its standard error,
 * SE² = Σ_h (n_h / n)² SE_h², SE_h² = G_h/(G_h - 1) · 1/n_h² · Σ_g (Σ_i x_gi - n_g x̄_h)² over the strata h.
 * Strata without observations are left out.
 *
 * Source: Miller (2024), *Adding Error Bars to Evals*, arXiv 2411.00640, with the correction G/(G - 1);
 * strata: Cochran (1977), *Sampling Techniques*, sections 5.3 and 9A.
 *
 * @example
 * clusteredMean([{ sizes: [2, 2, 2], sums: [2, 1, 0] }]); // mean .5, SE √(3/2 · 2) / 6 = .2887, 2 degrees
 */
export function clusteredMean(strata: readonly ClusterSums[]): ClusteredMean {
  let [n, total, clusters, degreesOfFreedom, squares] = [0, 0, 0, 0, 0];
  let enough = true;
  for (const stratum of strata) {
    const of = ofStratum(stratum);
    if (of.clusters === 0) continue;
    n += of.n;
    total += of.total;
    clusters += of.clusters;
    degreesOfFreedom += of.clusters - 1;
    if (of.clusters < 2) enough = false;
    // (n_h / n)² SE_h², the n² taken out of the sum.
    else squares += (of.clusters / (of.clusters - 1)) * of.squares;
  }
  return {
    mean: n === 0 ? null : total / n,
    standardError: n === 0 || !enough ? null : Math.sqrt(squares) / n,
    degreesOfFreedom,
    n,
    clusters,
  };
}

function ofStratum({ sizes, sums }: ClusterSums) {
  let [n, total, clusters] = [0, 0, 0];
  for (let g = 0; g < sizes.length; g += 1) {
    const size = sizes[g] ?? 0;
    if (size === 0) continue;
    clusters += 1;
    n += size;
    total += sums[g] ?? 0;
  }
  let squares = 0;
  for (let g = 0; g < sizes.length; g += 1) {
    const deviation = deviationOf(sums[g] ?? 0, sizes[g] ?? 0, total, n);
    squares += deviation * deviation;
  }
  return { n, total, clusters, squares };
}

/** Equal sums that differ by rounding are equal: of whole numbers with n² below 10¹³ none is lost. */
const slack = 1e-13;

/** sum - size · total / n, exactly 0 where a cluster has the mean of all. */
function deviationOf(sum: number, size: number, total: number, n: number): number {
  if (size === 0) return 0;
  const difference = sum * n - size * total;
  return Math.abs(difference) <= slack * Math.abs(size * total) ? 0 : difference / n;
}
