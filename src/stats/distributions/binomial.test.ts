import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logBinomialProbability, logBinomialTail } from './binomial.ts';

describe('logBinomialProbability', () => {
  // Reference values: 40-digit arithmetic. scipy's logpmf is off from the tenth digit at n = 100,000.
  it.each([
    [0, 10, 0.5, -6.931471805599453],
    [5, 20, 0.5, -4.214090277068359],
    [50_000, 100_000, 0.5, -5.982256585129842],
    [30_000, 100_000, 0.3, -5.895080526478088],
    [1, 1000, 0.001, -0.99949983324995],
  ])('of %d in %d with p = %d is %d', (k, n, p, expected) => {
    expect(logBinomialProbability(k, n, p)).toBeCloseTo(expected, 13);
  });

  it('is minus infinity outside 0 to n', () => {
    expect(logBinomialProbability(-1, 5, 0.5)).toBe(-Infinity);
    expect(logBinomialProbability(6, 5, 0.5)).toBe(-Infinity);
  });

  it('gives probabilities that sum to 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, p) => {
          let sum = 0;
          for (let k = 0; k <= n; k += 1) sum += Math.exp(logBinomialProbability(k, n, p));
          expect(sum).toBeCloseTo(1, 12);
        },
      ),
    );
  });
});

describe('logBinomialTail', () => {
  // Reference values: sums in 40-digit arithmetic. scipy's logcdf underflows to -inf for 30,000 of 100,000.
  it.each([
    [0, 10, 0.5, -6.931471805599453],
    [5, 20, 0.5, -3.877876071670355],
    [59, 180, 0.5, -13.019254310010194],
    [3, 10, 0.2, -0.12882691218072725],
    [70, 100, 0.6, -0.014885560502600098],
    [0, 1000, 0.5, -693.147180559945],
    [50_000, 100_000, 0.5, -0.6906272320845932],
    [49_000, 100_000, 0.5, -22.76783609579771],
    [45_000, 100_000, 0.5, -505.1100657105337],
    [30_000, 100_000, 0.5, -8233.623352737401],
  ])('up to %d in %d with p = %d is %d', (k, n, p, expected) => {
    expect(Math.abs(logBinomialTail(k, n, p) / expected - 1)).toBeLessThan(1e-13);
  });

  it('is certain from n on and impossible below 0', () => {
    expect(logBinomialTail(5, 5, 0.3)).toBe(0);
    expect(logBinomialTail(-1, 5, 0.3)).toBe(-Infinity);
  });

  it('is the sum of the probabilities', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, any, p) => {
          const k = any % n;
          let sum = 0;
          for (let i = 0; i <= k; i += 1) sum += Math.exp(logBinomialProbability(i, n, p));
          expect(Math.exp(logBinomialTail(k, n, p))).toBeCloseTo(sum, 12);
        },
      ),
    );
  });
});
