import type { ClusterSums } from '../clusters/clustered-mean.ts';

/** A variance that more clusters would not reduce, and the degrees of freedom of its estimate. */
export interface FurtherVariance {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/**
 * What the choice of levels (the wordings of a question) adds to the variance of a mean over them: σ²/L, with σ² the
 * variance of the levels' means less what clusters make of it, at least 0. The same clusters at all levels.
 *
 * Source: the component of a level in `varianceComponents`, for means of clusters of any size; Cameron, Gelbach and
 * Miller (2011), *Robust inference with multiway clustering*, JBES 29, 238-249.
 *
 * @param given each level's clusters, in the same order; levels without an observation are left out.
 * @returns null with fewer than two levels or two clusters.
 * @example
 * // Means .25 and .75 in four clusters of one scenario: variance .125, of which the clusters make .0417.
 * levelVariance([{ sizes: [1, 1, 1, 1], sums: [0, 0, 0, 1] }, { sizes: [1, 1, 1, 1], sums: [0, 1, 1, 1] }])?.variance; // .0417
 */
export function levelVariance(given: readonly ClusterSums[]): FurtherVariance | null {
  const levels = given.filter(({ sizes }) => total(sizes) > 0);
  const means = levels.map(({ sizes, sums }) => ({ n: total(sizes), mean: total(sums) / total(sizes) }));
  const clusterCount = levels[0]?.sizes.length ?? 0;
  const used = Array.from({ length: clusterCount }, (_, g) => g).filter((g) =>
    levels.some(({ sizes }) => (sizes[g] ?? 0) > 0),
  );
  if (levels.length < 2 || used.length < 2) return null;
  const grand = means.reduce((sum, { mean }) => sum + mean, 0) / levels.length;
  const between = means.reduce((sum, { mean }) => sum + (mean - grand) ** 2, 0) / (levels.length - 1);
  let squares = 0;
  for (const g of used) {
    const deviations = levels.map(({ sizes, sums }, level) => {
      const { n, mean } = means[level] ?? { n: 1, mean: 0 };
      return ((sums[g] ?? 0) - (sizes[g] ?? 0) * mean) / n;
    });
    const common = deviations.reduce((sum, deviation) => sum + deviation, 0) / levels.length;
    for (const deviation of deviations) squares += (deviation - common) ** 2;
  }
  const ofClusters = ((used.length / (used.length - 1)) * squares) / (levels.length - 1);
  return {
    variance: Math.max(0, between - ofClusters) / levels.length,
    degreesOfFreedom: levels.length - 1,
  };
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return sum;
}
