import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson-interval.ts';

const anyCounts = fc
  .record({ n: fc.integer({ min: 1, max: 100_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, share }) => ({ n, k: Math.round(n * share) }));

describe('wilsonInterval', () => {
  // The golden numbers of the method, to the digits of statsmodels' proportion_confint(method='wilson').
  it.each([
    [17, 20, 0.639581135259243, 0.9476312541037833],
    [5, 5, 0.5655175352168252, 1],
    [0, 50, 0, 0.07134759913335874],
    [850, 1000, 0.8265313415731996, 0.8707899274869118],
    [5978, 11_956, 0.49103902255815657, 0.5089609774418434],
    [1, 100_000, 1.7652477303783092e-6, 5.664709659040968e-5],
  ])('of %d in %d runs from %d to %d', (k, n, low, high) => {
    const interval = wilsonInterval(k, n);
    expect(interval?.low).toBeCloseTo(low, 12);
    expect(interval?.high).toBeCloseTo(high, 12);
  });

  it('is undefined over no trials', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it('lies in 0 to 1, holds the proportion, and touches the ends only at none and all', () => {
    fc.assert(
      fc.property(anyCounts, ({ k, n }) => {
        const { low, high } = wilsonInterval(k, n) ?? { low: Number.NaN, high: Number.NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(low === 0).toBe(k === 0);
        expect(high === 1).toBe(k === n);
      }),
    );
  });

  it('is mirrored when successes and failures change places', () => {
    fc.assert(
      fc.property(anyCounts, ({ k, n }) => {
        expect(wilsonInterval(k, n)?.low).toBeCloseTo(1 - (wilsonInterval(n - k, n)?.high ?? Number.NaN), 12);
      }),
    );
  });

  it('widens with the confidence', () => {
    expect(wilsonInterval(17, 20, 0.99)?.low).toBeLessThan(wilsonInterval(17, 20)?.low ?? 0);
  });
});
