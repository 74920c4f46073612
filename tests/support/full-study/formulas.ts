/**
 * The formulas of the tables once more, from their definitions alone: nothing here is taken from `src`. Slow ways are
 * taken where they are plainly right: whole numbers, halving of intervals, sums over a curve.
 */

/** Standard normal distribution up to x, by the series of Marsaglia (2004). */
function normalShare(x: number): number {
  let [term, sum] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-20 * Math.abs(sum); i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const z = normalQuantile(0.975);

/** A share with its Wilson interval. */
export function wilson(count: number, n: number) {
  if (n === 0) return { rate: null, low: null, high: null };
  const rate = count / n;
  const middle = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = ((z / (1 + (z * z) / n)) * Math.sqrt(n * rate * (1 - rate) + (z * z) / 4)) / n;
  return { rate, low: count === 0 ? 0 : middle - reach, high: count === n ? 1 : middle + reach };
}

/** Each p times the number of those not smaller, never below an adjusted p before it. */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const sorted = pValues.filter((p) => p !== null).sort((one, other) => one - other);
  return pValues.map((p) => {
    if (p === null) return null;
    const upTo = sorted.slice(0, sorted.indexOf(p) + 1);
    return Math.min(1, Math.max(...upTo.map((each, rank) => each * (sorted.length - rank))));
  });
}

/** Area below cos^(degrees - 1) from an angle to the quarter turn, by Simpson's rule: t = sqrt(degrees) tan(angle). */
function cosineArea(degrees: number, from: number): number {
  const steps = 4000;
  const width = (Math.PI / 2 - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i += 1) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4;
    sum += weight * Math.max(0, Math.cos(from + i * width)) ** (degrees - 1);
  }
  return (sum * width) / 3;
}

/** Share of Student's t beyond a positive value, on one side. */
function studentTail(t: number, degrees: number): number {
  return cosineArea(degrees, Math.atan(t / Math.sqrt(degrees))) / (2 * cosineArea(degrees, 0));
}

const quantiles = new Map<number, number>();

/** The t that 2.5 % lie beyond. */
function studentQuantile(degrees: number): number {
  const known = quantiles.get(degrees);
  if (known !== undefined) return known;
  let [low, high] = [0, 700];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > 0.025) low = middle;
    else high = middle;
  }
  quantiles.set(degrees, low);
  return low;
}

interface Observation {
  readonly cluster: string;
  /** What adds up within a cluster: the value less its mean, perhaps over a number. */
  readonly deviation: number;
}

/** Clustered standard error and t interval about an estimate, cut at its bounds; `n` divides the deviations. */
export function clustered(
  observations: readonly Observation[],
  { estimate, n, bounds }: { estimate: number; n: number; bounds: readonly [number, number] },
) {
  const sums = new Map<string, number>();
  for (const { cluster, deviation } of observations) sums.set(cluster, (sums.get(cluster) ?? 0) + deviation);
  const clusters = sums.size;
  const squares = [...sums.values()].reduce((sum, each) => sum + each * each, 0);
  if (clusters < 2 || squares < 1e-18) return { standardError: null, low: null, high: null, clusters };
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares) / n;
  const reach = studentQuantile(clusters - 1) * standardError;
  const [least, most] = bounds;
  return {
    standardError,
    low: Math.max(least, estimate - reach),
    high: Math.min(most, estimate + reach),
    clusters,
  };
}

/** The value of a scenario, and its cluster. */
export interface ScenarioValue {
  readonly cluster: string;
  readonly value: number;
}

/** The mean of values from 0 to 1 with Wilson's interval on the effective sample size over clusters. */
export function clusteredShare(values: readonly ScenarioValue[]) {
  const n = values.length;
  const byCluster = [...Map.groupBy(values, ({ cluster }) => cluster).values()];
  const clusters = byCluster.length;
  const none = { low: null, high: null, effectiveN: null };
  if (n === 0) return { rate: null, ...none, n, clusters, noInterval: 'no-observations' };
  const rate = values.reduce((sum, { value }) => sum + value, 0) / n;
  if (clusters < 2) return { rate, ...none, n, clusters, noInterval: 'too-few-clusters' };
  const squares = byCluster.reduce(
    (sum, own) => sum + own.reduce((total, { value }) => total + value - rate, 0) ** 2,
    0,
  );
  const squaredError = ((clusters / (clusters - 1)) * squares) / (n * n);
  const alike = squaredError < 1e-18;
  const having = (is: (value: number) => boolean) =>
    byCluster.filter((own) => own.some(({ value }) => is(value))).length;
  const [some, other] = [having((value) => value > 0), having((value) => value < 1)];
  const rarer = rate === 0.5 ? Math.min(some, other) : rate < 0.5 ? some : other;
  const estimated = alike
    ? n
    : ((rate * (1 - rate)) / squaredError) * (z / studentQuantile(clusters - 1)) ** 2;
  const effectiveN = Math.min(n, estimated, alike || rarer <= 2 ? clusters : n);
  const { low, high } = wilson(rate * effectiveN, effectiveN);
  return { rate, low, high, n, clusters, effectiveN, noInterval: null };
}

/** P(|Σ s d| ≥ |Σ d|) over all signs, counted in whole numbers. */
export function signFlip(changes: readonly number[]): number {
  let ways = new Map<number, bigint>([[0, 1n]]);
  const changed = changes.filter((change) => change !== 0);
  for (const change of changed) {
    const next = new Map<number, bigint>();
    for (const [sum, count] of ways) {
      for (const signed of [sum + change, sum - change]) next.set(signed, (next.get(signed) ?? 0n) + count);
    }
    ways = next;
  }
  const observed = Math.abs(changed.reduce((sum, change) => sum + change, 0));
  let reached = 0n;
  for (const [sum, count] of ways) if (Math.abs(sum) >= observed) reached += count;
  const scale = 10n ** 330n;
  return Number(`${(reached * scale) / 2n ** BigInt(changed.length)}e-330`);
}
