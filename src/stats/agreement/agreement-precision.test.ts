import { describe, expect, it } from 'vitest';
import { agreementPrecision } from './agreement-precision.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { gwetAc2, ratingCounts, rawAgreement } from './many-raters.ts';

const raters = ['32221113123121111231', '31221113123121111231', '31221113123121111231'];
const paper = ratingCounts(
  Array.from({ length: 20 }, (_, item) => raters.map((signs) => Number(signs[item]))),
);
/** Twelve items of two ratings; the first six differ in their second. */
const half = Array.from({ length: 12 }, (_, item) => [1, item < 6 ? 2 : 1]);

describe('agreementPrecision', () => {
  // numpy: kappa without each item in turn. 20 (1.96 · .05579 / .1)² = 23.9.
  it('says how precise kappa is and how many items would be enough', () => {
    const precision = agreementPrecision(fleissKappa, paper);
    expect(precision).toMatchObject({ items: 20, isTooFew: false, itemsNeeded: 24 });
    expect(precision.standardError).toBeCloseTo(0.055790769229710775, 10);
    expect(agreementPrecision(fleissKappa, paper, { halfWidth: 0.05 }).itemsNeeded).toBe(96);
  });

  // The jackknife of a mean is its standard error with n - 1: √(½ · ½ / 11).
  it('is the usual standard error for raw agreement', () => {
    const precision = agreementPrecision(rawAgreement, ratingCounts(half));
    expect(precision.standardError).toBeCloseTo(Math.sqrt(0.25 / 11), 12);
    // 12 (1.96 · .15076 / .1)² = 104.77.
    expect(precision.itemsNeeded).toBe(105);
  });

  it('takes clusters as the independent units', () => {
    const clusterOf = Array.from({ length: 12 }, (_, item) => Math.floor(item / 2));
    const blocks = agreementPrecision(rawAgreement, ratingCounts(half), { clusterOf });
    // Six clusters with agreements 0, 0, 0, 1, 1, 1: √(¼ / 5).
    expect(blocks.standardError).toBeCloseTo(Math.sqrt(0.25 / 5), 12);
    // Items 1 and 7, 2 and 8, ...: each cluster has one that differs and one that does not.
    const alike = agreementPrecision(rawAgreement, ratingCounts(half), {
      clusterOf: half.map((_, item) => item % 6),
    });
    expect(alike).toMatchObject({ standardError: null, itemsNeeded: null });
  });

  it('says too few below ten items with two ratings', () => {
    const nine = [...half.slice(0, 9), [1, null], [2, null]];
    expect(agreementPrecision(gwetAc2('quadratic'), ratingCounts(nine, [1, 2, 3]))).toEqual({
      items: 9,
      isTooFew: true,
      standardError: null,
      itemsNeeded: null,
    });
    expect(agreementPrecision(rawAgreement, ratingCounts(half.slice(0, 10))).isTooFew).toBe(false);
  });

  it('does not claim certainty where all ratings agree', () => {
    const equal = ratingCounts(Array.from({ length: 15 }, (_, item) => [1 + (item % 2), 1 + (item % 2)]));
    expect(agreementPrecision(rawAgreement, equal)).toMatchObject({ standardError: null, itemsNeeded: null });
    expect(agreementPrecision(fleissKappa, equal)).toMatchObject({ standardError: null, itemsNeeded: null });
  });
});
