import { describe, expect, it } from 'vitest';
import { clusterBootstrap } from './cluster-bootstrap.ts';
import { clusterBootstrapMany } from './cluster-bootstrap-many.ts';

const totals = Float64Array.from({ length: 60 }, (_, i) => (i * i) % 7);
const first = (sums: Float64Array) => (sums[0] ?? 0) / (sums[1] ?? 0);
const second = (sums: Float64Array) => ((sums[1] ?? 0) > 60 ? null : (sums[1] ?? 0));

describe('clusterBootstrapMany', () => {
  it('gives each statistic the interval that it has alone', () => {
    const plan = { totals, width: 2, replicates: 500, seed: 3 };
    const together = clusterBootstrapMany({ ...plan, statistics: (sums) => [first(sums), second(sums)] });
    expect(together).toEqual([
      clusterBootstrap({ ...plan, statistic: first }),
      clusterBootstrap({ ...plan, statistic: second }),
    ]);
    expect(together[1]?.defined).toBeGreaterThan(0);
    expect(together[1]?.defined).toBeLessThan(500);
  });

  it('draws nothing from fewer than two clusters', () => {
    const plan = { totals: Float64Array.of(1, 2), width: 2, replicates: 9, seed: 1 };
    expect(clusterBootstrapMany({ ...plan, statistics: () => [1] })).toEqual([]);
  });

  // One third each, summed in any order: equal but for rounding.
  it('claims no certainty where all replicates are equal', () => {
    const plan = { totals: Float64Array.of(1, 3, 2, 6, 0.1, 0.3), width: 2, replicates: 50, seed: 1 };
    const [interval] = clusterBootstrapMany({ ...plan, statistics: (sums) => [first(sums)] });
    expect(interval).toEqual({ low: null, high: null, defined: 50 });
  });
});
