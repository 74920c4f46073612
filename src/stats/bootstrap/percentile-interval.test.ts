import { describe, expect, it } from 'vitest';
import { percentileInterval, sortedQuantile } from './percentile-interval.ts';

describe('percentileInterval', () => {
  it('leaves out as many replicates below as above', () => {
    const replicates = Float64Array.from({ length: 1001 }, (_, i) => 1000 - i);
    for (const [confidence, below] of [
      [0.95, 24.05],
      [0.9, 49.1],
    ] as const) {
      const { low, high } = percentileInterval(replicates, { clusters: 1e9, confidence });
      expect(low).toBeCloseTo(below, 5);
      expect(high).toBeCloseTo(1000 - below, 5);
    }
  });

  it('is wider the fewer clusters there are', () => {
    const replicates = Float64Array.from({ length: 1001 }, (_, i) => i);
    const low = (clusters: number, strata?: number) =>
      percentileInterval(replicates, { clusters, ...(strata !== undefined && { strata }) }).low;
    // 1,002 × .0158808 and 1,002 × .0189015, counted from 1.
    expect(low(20)).toBeCloseTo(14.9126, 4);
    expect(low(40, 2)).toBeCloseTo(17.9393, 4);
  });

  it('is undefined where all replicates are equal or there are none', () => {
    expect(percentileInterval(Float64Array.of(1, 1, 1), { clusters: 3 })).toEqual({ low: null, high: null });
    expect(percentileInterval(new Float64Array(), { clusters: 3 })).toEqual({ low: null, high: null });
  });
});

describe('sortedQuantile', () => {
  // The values stand at 1/5, 2/5, 3/5 and 4/5.
  it('interpolates between neighbours', () => {
    const values = Float64Array.of(1, 2, 4, 8);
    const quantiles = [0, 0.2, 0.3, 0.5, 0.7, 0.9, 1].map((probability) =>
      sortedQuantile(values, probability),
    );
    for (const [i, expected] of [1, 1, 1.5, 3, 6, 8, 8].entries()) {
      expect(quantiles[i]).toBeCloseTo(expected, 12);
    }
  });

  it('is the value where there is one, and null where there is none', () => {
    expect(sortedQuantile(Float64Array.of(3), 0.975)).toBe(3);
    expect(sortedQuantile(new Float64Array(), 0.5)).toBeNull();
  });
});
