import { studentTTail } from '../distributions/student-t.ts';
import { type ClusterSums, clusteredMean } from './clustered-mean.ts';

/** The result of the exact sign-flip test. */
export interface SignFlip {
  /** Two-sided; 1 where no cluster changed; null without observations. */
  readonly p: number | null;
  /** `t`: with so many clusters that the exact distribution takes too long, and both agree. */
  readonly method: 'exact' | 't';
  /** Clusters with a net change: the others say nothing. */
  readonly changed: number;
  /** The smallest p that so many changed clusters can give: 2^(1 - changed), at most 1. */
  readonly leastP: number;
}

/** Above so many steps (changed clusters × Σ|d|, in units of their common divisor) the t approximation is used. */
export const mostSignFlipSteps = 2_000_000;

/**
 * The exact sign-flip test of paired changes over clusters: p = P(|Σ s_g d_g| ≥ |Σ d_g|), each sign s_g equally
 * likely, d_g the net change of cluster g, a whole number. The distribution comes from a convolution, without a
 * seed. With one pair a cluster it is the exact McNemar test. Above `mostSignFlipSteps`,
 * p = 2 (1 - T(|δ| / SE)) of the clustered mean change δ, but at least `leastP`.
 *
 * Source: Hemerik, Goeman and Finos (2020), Journal of the Royal Statistical Society B 82, 841-864; Canay, Romano and
 * Shaikh (2017), Econometrica 85, 1013-1030.
 *
 * @param strata one a dataset. `sums`: the net changes, whole numbers; `sizes`: the pairs of each cluster.
 * @throws RangeError for a net change that is not a whole number.
 *
 * @example
 * signFlipTest([{ sizes: [9, 9, 9, 9, 9, 9], sums: [5, 3, -1, 4, 0, 2] }]).p; // .125
 */
export function signFlipTest(strata: readonly ClusterSums[]): SignFlip {
  const changes = sizesOfChanges(strata);
  const changed = changes.sizes.length;
  const leastP = Math.min(1, 2 ** (1 - changed));
  if (!strata.some(({ sizes }) => hasPositive(sizes))) return { p: null, method: 'exact', changed, leastP };
  if (changed * changes.sum <= mostSignFlipSteps) {
    return { p: exactP(changes), method: 'exact', changed, leastP };
  }
  return { p: Math.max(approximateP(strata), leastP), method: 't', changed, leastP };
}

/**
 * Whether too few clusters changed to tell anything at a level of significance, however they changed. After Holm's
 * adjustment the level is that of the family divided by the number of its tests.
 *
 * @example
 * tooFewChanged(5, 0.05); // true: 2^-4 = .0625
 */
export function tooFewChanged(changed: number, level: number): boolean {
  return Math.min(1, 2 ** (1 - changed)) > level;
}

interface ChangeSizes {
  /** |d_g| of the changed clusters, divided by their greatest common divisor. */
  readonly sizes: Uint32Array;
  /** Σ of `sizes`. */
  readonly sum: number;
  /** |Σ d_g|, in the same unit. */
  readonly net: number;
}

function sizesOfChanges(strata: readonly ClusterSums[]): ChangeSizes {
  const sizes: number[] = [];
  let [net, unit] = [0, 0];
  for (const { sums } of strata) {
    for (let g = 0; g < sums.length; g += 1) {
      const change = sums[g] ?? 0;
      if (!Number.isInteger(change)) {
        throw new RangeError(`Expected the net change of a cluster to be a whole number, found ${change}.`);
      }
      if (change === 0) continue;
      sizes.push(Math.abs(change));
      net += change;
      unit = greatestCommonDivisor(unit, Math.abs(change));
    }
  }
  const scaled = Uint32Array.from(sizes, (size) => size / unit);
  return {
    sizes: scaled.sort(),
    sum: scaled.reduce((sum, size) => sum + size, 0),
    net: unit === 0 ? 0 : Math.abs(net) / unit,
  };
}

/** Counts are divided by this power of 2 when they come near the largest double. */
const scaleBits = 512;

/**
 * Σ s_g d_g = sum - 2 × (the sizes with a negative sign, summed), so both tails are twice the choices of signs whose
 * negative sizes sum to at most (sum - net) / 2, of 2^k. Smallest sizes first, so that few sums are possible at first.
 */
function exactP({ sizes, sum, net }: ChangeSizes): number {
  if (net === 0) return 1;
  const most = Math.floor((sum - net) / 2);
  const choices = new Float64Array(most + 1);
  choices[0] = 1;
  let reach = 0;
  let scaled = 0;
  // The total of the counts, and so each of them, at most doubles with a size.
  let doublings = 0;
  for (const size of sizes) {
    reach = Math.min(most, reach + size);
    for (let value = reach; value >= size; value -= 1) {
      choices[value] = (choices[value] ?? 0) + (choices[value - size] ?? 0);
    }
    doublings += 1;
    if (doublings === scaleBits) {
      // What underflows here would add less than 2^-1000 to p.
      for (let value = 0; value <= reach; value += 1)
        choices[value] = (choices[value] ?? 0) * 2 ** -scaleBits;
      scaled += scaleBits;
      doublings = 0;
    }
  }
  const tail = choices.reduce((total, count) => total + count, 0);
  // In two steps: neither power alone need be a double.
  const left = sizes.length - 1 - scaled;
  return Math.min(1, tail * 2 ** -Math.ceil(left / 2) * 2 ** -Math.floor(left / 2));
}

/** Of all clusters together, whatever their stratum, as the exact test takes them. */
function approximateP(strata: readonly ClusterSums[]): number {
  const together = {
    sizes: strata.flatMap(({ sizes }) => Array.from(sizes)),
    sums: strata.flatMap(({ sums }) => Array.from(sums)),
  };
  const { mean, standardError, degreesOfFreedom } = clusteredMean([together]);
  if (mean === null || standardError === null || mean === 0) return 1;
  return 2 * studentTTail(Math.abs(mean) / standardError, degreesOfFreedom);
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

function hasPositive(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i += 1) if ((values[i] ?? 0) > 0) return true;
  return false;
}
