import { expandedTail, sortedQuantile } from './percentile-interval.ts';
import { seededRandom } from './seeded-random.ts';

/** As for one statistic, but of several that are wanted of the same draws. */
export interface BootstrapManyPlan extends Omit<BootstrapPlan, 'statistic'> {
  /** The statistics from the totals summed over the drawn clusters, always as many; null where undefined. */
  readonly statistics: (sums: Float64Array) => readonly (number | null)[];
}

/**
 * The percentile intervals of `clusterBootstrap` for several statistics of the same draws, in their order;
 * drawing once for all takes a fraction of the time. Empty with fewer than two clusters that hold something, as
 * then nothing is drawn.
 *
 * @example
 * const totals = Float64Array.of(2, 2, 1, 2, 0, 2, 2, 2, 1, 2);
 * const statistics = ([right = 0, n = 0]: Float64Array) => [right / n, 1 - right / n];
 * clusterBootstrapMany({ totals, width: 2, statistics, replicates: 1999, seed: 1 }); // .0908 to 1, 0 to .9092
 */
export function clusterBootstrapMany(plan: BootstrapManyPlan): BootstrapInterval[] {
  const clusters = plan.totals.length / plan.width;
  const filled = filledClusters(plan.totals, plan.width);
  if (filled < 2) return [];
  const outside = expandedTail(plan.confidence ?? 0.95, filled);
  return replicate(plan, clusters).map((replicates) => {
    const values = replicates.sort();
    const bounded = vary(values);
    return {
      low: bounded ? sortedQuantile(values, outside) : null,
      high: bounded ? sortedQuantile(values, 1 - outside) : null,
      defined: values.length,
    };
  });
}

/** Clusters of zeros are drawn like the others, but only the others say how clusters differ. */
function filledClusters(totals: Float64Array, width: number): number {
  let filled = 0;
  for (let from = 0; from < totals.length; from += width) {
    if (totals.subarray(from, from + width).some((total) => total !== 0)) filled += 1;
  }
  return filled;
}

/** False where all are equal but for the order of summing. */
function vary(sorted: Float64Array): boolean {
  const [lowest = 0, highest = 0] = [sorted[0], sorted.at(-1)];
  return highest - lowest > 1e-12 * Math.max(1, Math.abs(highest));
}

/** The defined values of each statistic. */
function replicate(plan: BootstrapManyPlan, clusters: number): Float64Array[] {
  const { width, statistics, replicates } = plan;
  const random = seededRandom(plan.seed);
  const { kindOf, rows } = kindsOfCluster(plan.totals, width);
  const drawn = new Uint32Array(clusters);
  const tally = new Uint32Array(rows.length / width);
  const sums = new Float64Array(width);
  const values: Float64Array[] = [];
  const defined: number[] = [];
  for (let round = 0; round < replicates; round += 1) {
    random.fillBelow(drawn, clusters);
    countKinds(drawn, kindOf, tally);
    sumRows(rows, tally, sums);
    for (const [i, value] of statistics(sums).entries()) {
      values[i] ??= new Float64Array(replicates);
      defined[i] ??= 0;
      if (value !== null) values[i][defined[i]++] = value;
    }
  }
  return values.map((column, i) => column.subarray(0, defined[i]));
}

/** Clusters with equal totals are of one kind: small clusters have few kinds, and only kinds need adding up. */
function kindsOfCluster(totals: Float64Array, width: number): { kindOf: Uint32Array; rows: Float64Array } {
  const kindOf = new Uint32Array(totals.length / width);
  const numbers = new Map<string, number>();
  const rows: number[] = [];
  for (let cluster = 0; cluster < kindOf.length; cluster += 1) {
    const row = totals.subarray(cluster * width, (cluster + 1) * width);
    const name = row.join();
    const known = numbers.get(name);
    kindOf[cluster] = known ?? numbers.size;
    if (known !== undefined) continue;
    numbers.set(name, numbers.size);
    rows.push(...row);
  }
  return { kindOf, rows: Float64Array.from(rows) };
}

function countKinds(drawn: Uint32Array, kindOf: Uint32Array, tally: Uint32Array): void {
  tally.fill(0);
  for (let draw = 0; draw < drawn.length; draw += 1) {
    const kind = kindOf[drawn[draw] ?? 0] ?? 0;
    tally[kind] = (tally[kind] ?? 0) + 1;
  }
}

function sumRows(rows: Float64Array, tally: Uint32Array, sums: Float64Array): void {
  const width = sums.length;
  sums.fill(0);
  for (let kind = 0; kind < tally.length; kind += 1) {
    const times = tally[kind] ?? 0;
    if (times === 0) continue;
    for (let column = 0; column < width; column += 1) {
      sums[column] = (sums[column] ?? 0) + times * (rows[kind * width + column] ?? 0);
    }
  }
}

/** What is drawn, how often, and what is computed from it. */
export interface BootstrapPlan {
  /** Totals of each cluster, one cluster after another: `totals[cluster * width + column]`. */
  readonly totals: Float64Array;
  /** Totals a cluster. */
  readonly width: number;
  /** The statistic from the totals summed over the drawn clusters; null where they leave it undefined. */
  readonly statistic: (sums: Float64Array) => number | null;
  readonly replicates: number;
  readonly seed: number;
  readonly confidence?: number;
}

/** The interval of a statistic by bootstrap, in its unit. */
export interface BootstrapInterval {
  /**
   * Null with fewer than two clusters that hold anything but zeros, where no replicate defines the statistic, and where all give the same:
   * a width of 0 would claim certainty.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** Replicates that define the statistic; the others are left out. */
  readonly defined: number;
}
