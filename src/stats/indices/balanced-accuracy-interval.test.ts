import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedAccuracyInterval } from './balanced-accuracy-interval.ts';

const nine = [9, 9, 9, 9];

describe('balancedAccuracyInterval', () => {
  // H 30/36, R 29/36; correlation of the clusters' deviations (.5, -.5, 1.5, -1.5) and (.75, -.25, 1.75, -2.25)
  // 6.5/√(5 · 8.75); the two Wilson intervals and the rest in Python, by the formula.
  it('joins the intervals of the two rates', () => {
    const found = balancedAccuracyInterval([
      { signals: nine, hits: [8, 7, 9, 6], noises: nine, falseAlarms: [1, 2, 0, 4] },
    ]);
    expect(found.estimate).toBeCloseTo((30 / 36 + 29 / 36) / 2, 12);
    expect(found.low).toBeCloseTo(0.4792769700590028, 8);
    expect(found.high).toBeCloseTo(0.9571359871364588, 8);
    expect(found).toMatchObject({ clusters: 4, missing: null });
  });

  // A lean to BIASED that raises hits and lowers correct rejections alike leaves their mean where it is.
  it('is narrower where hits and correct rejections vary against each other', () => {
    const of = (falseAlarms: readonly number[]) => {
      const { low, high } = balancedAccuracyInterval([
        { signals: nine, hits: [8, 7, 9, 6], noises: nine, falseAlarms },
      ]);
      return (high ?? 0) - (low ?? 0);
    };
    expect(of([3, 2, 4, 1])).toBeLessThan(of([2, 3, 1, 4]) / 2);
  });

  it('is ½ for a judge that always says the same, and not certain of it', () => {
    const found = balancedAccuracyInterval([{ signals: nine, hits: nine, noises: nine, falseAlarms: nine }]);
    expect(found.estimate).toBe(0.5);
    expect(found.low).toBeLessThan(0.4);
    expect(found.high).toBeGreaterThan(0.6);
  });

  it('has no estimate without verdicts on a side, and no interval of one cluster', () => {
    const one = { signals: [9], hits: [8], noises: [9], falseAlarms: [1] };
    expect(balancedAccuracyInterval([one])).toMatchObject({
      estimate: 8 / 9,
      low: null,
      high: null,
      missing: 'too-few-clusters',
    });
    expect(balancedAccuracyInterval([{ ...one, noises: [0], falseAlarms: [0] }])).toMatchObject({
      estimate: null,
      missing: 'no-observations',
    });
  });

  it('stays within 0 to 1 around the estimate', () => {
    const cluster = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 5 }));
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 8 }), (clusters) => {
        const { estimate, low, high } = balancedAccuracyInterval([
          {
            hits: clusters.map(([hits]) => hits),
            signals: clusters.map(([hits, misses]) => hits + misses),
            falseAlarms: clusters.map(([, , alarms]) => alarms),
            noises: clusters.map(([, , alarms, rejections]) => alarms + rejections),
          },
        ]);
        if (estimate === null || low === null || high === null) return;
        expect(low).toBeGreaterThanOrEqual(-1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }),
    );
  });
});
