import { addDrawn, drawnWidth } from '../../stats/add-drawn.ts';
import { type DrawnClusters, type PercentileInterval, percentileInterval } from '../../stats/percentile-interval.ts';
import { type DatasetDraws, replicateCount } from './dataset-draws.ts';

/** Totals of the drawn clusters of one dataset, `sums[replicate * drawnWidth + column]`. */
export interface DrawnSums {
  readonly sums: Float64Array;
  /** Clusters with something to add; with one alone nothing can be said of how much clusters differ. */
  readonly clusters: number;
}

/** `totals`: `totals[cluster * drawnWidth + column]` over the clusters of all datasets. */
export function drawnSums({ starts, draws }: DatasetDraws, totals: Float64Array, dataset: number): DrawnSums {
  const own = totals.subarray((starts[dataset] ?? 0) * drawnWidth, (starts[dataset + 1] ?? 0) * drawnWidth);
  const sums = new Float64Array(replicateCount * drawnWidth);
  const clusters = clustersIn(own);
  const datasetDraws = draws[dataset];
  if (clusters > 0 && datasetDraws !== undefined) addDrawn(datasetDraws, own, sums);
  return { sums, clusters };
}

/** Of a statistic of the sums that stand at `at`; the replicates that leave it undefined are left out. */
export function intervalOfSums(
  sums: Float64Array,
  drawn: DrawnClusters,
  statistic: (sums: Float64Array, at: number) => number | null,
): PercentileInterval {
  const values = new Float64Array(replicateCount);
  let defined = 0;
  for (let at = 0; at < sums.length; at += drawnWidth) {
    const value = statistic(sums, at);
    if (value !== null) values[defined++] = value;
  }
  return percentileInterval(values.subarray(0, defined), drawn);
}

function clustersIn(totals: Float64Array): number {
  let clusters = 0;
  let last = -1;
  for (let at = 0; at < totals.length; at += 1) {
    const cluster = Math.floor(at / drawnWidth);
    if (cluster === last || totals[at] === 0) continue;
    last = cluster;
    clusters += 1;
  }
  return clusters;
}
