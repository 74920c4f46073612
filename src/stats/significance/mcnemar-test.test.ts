import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from './mcnemar-test.ts';

describe('mcnemarTest', () => {
  // (9, 0): 2 · (1/2)^9 = 1/256 = .00390625. The others: statsmodels' exact McNemar test.
  it.each([
    [15, 5, 0.04138946533203125],
    [9, 0, 0.00390625],
    [121, 59, 4.4344492637551645e-6],
    [51_000, 49_000, 2.5887160383468943e-10],
    [3000, 1000, 2.491514538629926e-229],
    [1, 0, 1],
    [1, 1, 1],
    [7, 7, 1],
    [0, 0, 1],
  ])('gives for b = %d and c = %d the p value %d', (b, c, expected) => {
    expect(Math.abs(mcnemarTest(b, c) / expected - 1)).toBeLessThan(1e-11);
  });

  it('does not care which way is which, and stays within 0 and 1', () => {
    const count = fc.nat({ max: 60_000 });
    fc.assert(
      fc.property(count, count, (b, c) => {
        const p = mcnemarTest(b, c);
        expect(p).toBe(mcnemarTest(c, b));
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes a change more the same way as stronger evidence', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 }), fc.integer({ min: 1, max: 400 }), (c, more) => {
        expect(mcnemarTest(c + more + 1, c)).toBeLessThanOrEqual(mcnemarTest(c + more, c));
      }),
    );
  });
});
