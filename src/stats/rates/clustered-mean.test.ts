import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredMean } from './clustered-mean.ts';

describe('clusteredMean', () => {
  // Clusters {1, 1}, {0, 0}, {1}: mean 3/5. Residual sums .8, -1.2, .4, squares .64 + 1.44 + .16 = 2.24.
  // SE² = 3/2 · 2.24 / 25 = .1344, SE = .36661. t(.975, 2) = 4.30265, so the reach is 1.57739.
  it('follows the formula by hand', () => {
    const result = clusteredMean([2, 0, 1], [2, 2, 1]);
    expect(result.mean).toBeCloseTo(0.6, 14);
    expect(result.standardError).toBeCloseTo(Math.sqrt(0.1344), 12);
    expect(result.low).toBeCloseTo(0.6 - 1.57739, 4);
    expect(result.high).toBeCloseTo(0.6 + 1.57739, 4);
    expect(result.clusters).toBe(3);
  });

  // statsmodels: OLS on a constant with cov_type 'cluster' over 13 observations gives .143117.
  it('agrees with a regression on a constant with clustered errors', () => {
    const result = clusteredMean([2, 1, 2, 0, 2], [3, 4, 2, 1, 3]);
    expect(result.mean).toBeCloseTo(7 / 13, 14);
    expect(result.standardError).toBeCloseTo(0.14311700144908668, 14);
  });

  it('has no interval with one cluster and no mean with none', () => {
    expect(clusteredMean([3], [4])).toEqual({
      mean: 0.75,
      standardError: null,
      low: null,
      high: null,
      clusters: 1,
    });
    expect(clusteredMean([0, 0], [0, 0]).mean).toBeNull();
  });

  // A spread of 0 is what happened to be, not what other clusters would show. 0.1 has no exact sum of tenths.
  it('has no interval where all clusters have the same mean, though rounding hides it', () => {
    for (const [sums, counts] of [
      [
        [0, 0, 0],
        [4, 2, 9],
      ],
      [
        [3, 3],
        [3, 3],
      ],
      [
        [1, 3, 7, 0],
        [10, 30, 70, 0],
      ],
    ] as const) {
      const { mean, standardError, low, high } = clusteredMean(sums, counts);
      expect(mean).not.toBeNull();
      expect({ standardError, low, high }).toEqual({ standardError: null, low: null, high: null });
    }
  });

  it('does not count clusters without observations', () => {
    expect(clusteredMean([2, 0, 0, 1], [2, 0, 2, 1])).toEqual(clusteredMean([2, 0, 1], [2, 2, 1]));
  });

  it('is the usual standard error when every cluster holds one observation', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(values, (x) => {
        const n = x.length;
        const mean = x.reduce((sum, value) => sum + value, 0) / n;
        const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
        const result = clusteredMean(
          x,
          x.map(() => 1),
        );
        if (variance === 0) expect(result.standardError).toBeNull();
        else expect(result.standardError).toBeCloseTo(Math.sqrt(variance / n), 12);
      }),
    );
  });
});
