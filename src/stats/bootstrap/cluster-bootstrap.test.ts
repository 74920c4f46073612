import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../rates/clustered-mean.ts';
import { clusterBootstrap } from './cluster-bootstrap.ts';

const rate = (sums: Float64Array) => (sums[1] === 0 ? null : (sums[0] ?? 0) / (sums[1] ?? 0));

/** Totals [successes, trials] of clusters that hold four trials each. */
function clustersOfFour(count: number): Float64Array {
  const totals = new Float64Array(2 * count);
  for (let cluster = 0; cluster < count; cluster += 1) {
    totals[2 * cluster] = (cluster * cluster) % 5;
    totals[2 * cluster + 1] = 4;
  }
  return totals;
}

describe('clusterBootstrap', () => {
  it('gives the same interval for the same seed and another for another', () => {
    const plan = { totals: clustersOfFour(40), width: 2, statistic: rate, replicates: 500, seed: 1 };
    expect(clusterBootstrap(plan)).toEqual(clusterBootstrap(plan));
    expect(clusterBootstrap({ ...plan, seed: 2 })).not.toEqual(clusterBootstrap(plan));
  });

  // With many clusters both methods estimate the same thing.
  it('agrees with the clustered standard error', () => {
    const totals = clustersOfFour(400);
    const { low, high } = clusterBootstrap({
      totals,
      width: 2,
      statistic: rate,
      replicates: 10_000,
      seed: 3,
    });
    const formula = clusteredMean(
      totals.filter((_, i) => i % 2 === 0),
      totals.filter((_, i) => i % 2 === 1),
    );
    expect(low).toBeCloseTo(formula.low ?? Number.NaN, 2);
    expect(high).toBeCloseTo(formula.high ?? Number.NaN, 2);
  });

  // Two clusters, rates 0 and 1: the replicates are 0, ½, ½, 1 in equal parts, so the bounds are 0 and 1.
  it('draws whole clusters', () => {
    const totals = Float64Array.of(0, 10, 10, 10);
    const plan = { totals, width: 2, replicates: 2000, seed: 5 };
    expect(clusterBootstrap({ ...plan, statistic: rate })).toEqual({ low: 0, high: 1, defined: 2000 });
    const seen = new Set<number>();
    clusterBootstrap({
      ...plan,
      statistic: (sums) => {
        seen.add(sums[0] ?? -1);
        return 0;
      },
    });
    expect([...seen].sort((one, other) => one - other)).toEqual([0, 10, 20]);
  });

  it('leaves out replicates in which the statistic is undefined and counts the others', () => {
    const totals = Float64Array.of(0, 0, 1, 1, 1, 2);
    const result = clusterBootstrap({ totals, width: 2, statistic: rate, replicates: 3000, seed: 9 });
    // All three draws fall on the empty cluster in 1 of 27 replicates: about 2,889 are defined.
    expect(result.defined).toBeGreaterThan(2820);
    expect(result.defined).toBeLessThan(2950);
    expect(result.low).not.toBeNull();
  });

  it('is undefined with fewer than two clusters or where nothing is defined', () => {
    const one = { totals: Float64Array.of(1, 2), width: 2, statistic: rate, replicates: 10, seed: 1 };
    expect(clusterBootstrap(one)).toEqual({ low: null, high: null, defined: 0 });
    const never = { ...one, totals: clustersOfFour(5), statistic: () => null };
    expect(clusterBootstrap(never)).toEqual({ low: null, high: null, defined: 0 });
  });

  // A mean over clusters of equal size, symmetric about 2: Student's interval is right, plain percentiles (twelve
  // clusters) would be 15 % narrower.
  it('is as wide as the interval of Student with few clusters', () => {
    const totals = Float64Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? (i / 2) % 5 : 4));
    totals.set([2, 4, 2, 4], 20);
    const { low, high } = clusterBootstrap({
      totals,
      width: 2,
      statistic: rate,
      replicates: 40_000,
      seed: 2,
    });
    const formula = clusteredMean(
      totals.filter((_, i) => i % 2 === 0),
      totals.filter((_, i) => i % 2 === 1),
    );
    const width = (high ?? Number.NaN) - (low ?? Number.NaN);
    const expected = (formula.high ?? Number.NaN) - (formula.low ?? Number.NaN);
    expect(Math.abs(width / expected - 1)).toBeLessThan(0.04);
  });

  it('does not count clusters of zeros as clusters', () => {
    const empty = new Float64Array(40);
    const plan = { width: 2, statistic: rate, replicates: 2000, seed: 4 };
    const alone = Float64Array.of(...empty, 1, 4);
    expect(clusterBootstrap({ ...plan, totals: alone })).toEqual({ low: null, high: null, defined: 0 });
    // Two clusters leave out nothing: the bounds are the outermost replicates.
    const two = Float64Array.of(...empty, 1, 4, 3, 4);
    expect(clusterBootstrap({ ...plan, totals: two })).toMatchObject({ low: 0.25, high: 0.75 });
  });

  it('computes its statistic once from the totals of each replicate, however many clusters there are', () => {
    let calls = 0;
    const counted = (sums: Float64Array) => {
      calls += 1;
      return rate(sums);
    };
    const totals = clustersOfFour(14_500);
    clusterBootstrap({ totals, width: 2, statistic: counted, replicates: 300, seed: 1 });
    expect(calls).toBe(300);
  });
});
