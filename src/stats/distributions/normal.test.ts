import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile } from './normal.ts';

describe('normalCdf', () => {
  // Reference values: scipy.stats.norm.cdf.
  it.each([
    [-37, 5.7255712225239266e-300],
    [-10, 7.61985302416047e-24],
    [-5, 2.866515718791933e-7],
    [-3.5, 0.00023262907903552502],
    [-3, 0.0013498980316300933],
    [-1.959963984540054, 0.025],
    [-1, 0.15865525393145707],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [2.9, 0.998134186699616],
    [3.1, 0.9990323967867817],
    [8, 0.9999999999999993],
  ])('gives at %d the reference value %d to twelve digits', (z, expected) => {
    expect(Math.abs(normalCdf(z) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is 0 and 1 at the infinities and passes on what is not a number', () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });

  it('rises and is symmetric', () => {
    const anyZ = fc.double({ min: -12, max: 12, noNaN: true });
    fc.assert(
      fc.property(anyZ, anyZ, (one, other) => {
        if (one < other) expect(normalCdf(one)).toBeLessThanOrEqual(normalCdf(other));
        expect(normalCdf(one) + normalCdf(-one)).toBeCloseTo(1, 14);
      }),
    );
  });
});

describe('normalQuantile', () => {
  // Reference values: scipy.stats.norm.ppf.
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.02425, -1.972961051311885],
    [0.1, -1.2815515655446004],
    [0.3, -0.5244005127080409],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.999999, 4.753424308817087],
  ])('gives at %d the reference value %d to twelve digits', (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) / expected - 1)).toBeLessThan(1e-12);
  });

  it('is 0 in the middle, infinite at the ends, not a number outside', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
  });

  it('undoes the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
      }),
    );
  });
});
