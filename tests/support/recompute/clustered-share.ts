import { studentQuantile, z } from './distributions.ts';

/** A share with its Wilson interval. */
export function wilson(count: number, n: number) {
  if (n === 0) return { rate: null, low: null, high: null };
  const rate = count / n;
  const middle = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = ((z / (1 + (z * z) / n)) * Math.sqrt(n * rate * (1 - rate) + (z * z) / 4)) / n;
  return { rate, low: count === 0 ? 0 : middle - reach, high: count === n ? 1 : middle + reach };
}

/** A value, its cluster, and the dataset that its cluster is of where several are strata of one number. */
export interface ClusterValue {
  readonly cluster: string;
  readonly value: number;
  readonly stratum?: string;
}

/** Mean and standard error over clusters, by strata; the error is null with fewer than two clusters in a stratum. */
export function clusteredMean(values: readonly ClusterValue[]) {
  const n = values.length;
  const strata = [...Map.groupBy(values, ({ stratum = '' }) => stratum).values()];
  let [clusters, degreesOfFreedom, squaredError, isEnough] = [0, 0, 0, n > 0];
  for (const own of strata) {
    const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
    const groups = [...Map.groupBy(own, ({ cluster }) => cluster).values()];
    const squares = groups.reduce(
      (sum, group) => sum + group.reduce((total, { value }) => total + value - mean, 0) ** 2,
      0,
    );
    clusters += groups.length;
    degreesOfFreedom += groups.length - 1;
    if (groups.length < 2) isEnough = false;
    else squaredError += ((groups.length / (groups.length - 1)) * squares) / (n * n);
  }
  const standardError = squaredError < 1e-22 ? 0 : Math.sqrt(squaredError);
  return {
    mean: n === 0 ? null : values.reduce((sum, { value }) => sum + value, 0) / n,
    standardError: isEnough ? standardError : null,
    ...{ degreesOfFreedom, n, clusters },
  };
}

/** The mean of values from 0 to 1 with Wilson's interval on the effective sample size over clusters. */
export function clusteredShare(values: readonly ClusterValue[]) {
  const { mean: rate, standardError, degreesOfFreedom, n, clusters } = clusteredMean(values);
  const none = { low: null, high: null, effectiveN: null };
  if (rate === null) return { rate, ...none, n, clusters, noInterval: 'no-observations' };
  if (standardError === null) return { rate, ...none, n, clusters, noInterval: 'too-few-clusters' };
  const groups = [...Map.groupBy(values, ({ cluster }) => cluster).values()];
  const having = (is: (value: number) => boolean) =>
    groups.filter((own) => own.some(({ value }) => is(value))).length;
  const [some, other] = [having((value) => value > 0), having((value) => value < 1)];
  const rarer = rate === 0.5 ? Math.min(some, other) : rate < 0.5 ? some : other;
  const estimated =
    standardError === 0
      ? n
      : ((rate * (1 - rate)) / standardError ** 2) * (z / studentQuantile(degreesOfFreedom)) ** 2;
  const effectiveN = Math.min(n, estimated, standardError === 0 || rarer <= 2 ? clusters : n);
  const { low, high } = wilson(rate * effectiveN, effectiveN);
  return { rate, low, high, n, clusters, effectiveN, noInterval: null };
}

/** The same with the sum of the values. */
export function countedShare(values: readonly ClusterValue[]) {
  return { ...clusteredShare(values), count: values.reduce((sum, { value }) => sum + value, 0) };
}

/** A t interval about a number, cut at its bounds; none where its error is 0 or unknown. */
export function tInterval(
  estimate: number,
  { standardError, degreesOfFreedom }: { standardError: number | null; degreesOfFreedom: number },
  [least, most]: readonly [number, number] = [-1, 1],
) {
  if (standardError === null) return { low: null, high: null, noInterval: 'too-few-clusters' };
  if (standardError === 0) return { low: null, high: null, noInterval: 'no-spread' };
  const reach = studentQuantile(degreesOfFreedom) * standardError;
  return {
    low: Math.max(least, estimate - reach),
    high: Math.min(most, estimate + reach),
    noInterval: null,
  };
}

/** A mean difference with its standard error and t interval, as the tables have it. */
export function clusteredDifference(values: readonly ClusterValue[]) {
  const { mean: difference, ...spread } = clusteredMean(values);
  if (difference === null)
    return { difference, ...spread, low: null, high: null, noInterval: 'no-observations' };
  return { difference, ...spread, ...tInterval(difference, spread) };
}
