import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateAgreement } from './estimate-agreement.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { type RatingCounts, ratingCounts } from './many-raters.ts';

const kappa = (ratings: RatingCounts) => estimateAgreement(fleissKappa, ratings).value;

describe('fleissKappa', () => {
  it('agrees with the classic table of 10 items, 14 raters, 5 categories', () => {
    const rows = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    const classic = { categories: [1, 2, 3, 4, 5], itemCount: 10, counts: Float64Array.from(rows.flat()) };
    expect(kappa(classic)).toBeCloseTo(0.20993070442195522, 12);
  });

  it('agrees with the ratings of the paper', () => {
    const raters = ['32221113123121111231', '31221113123121111231', '31221113123121111231'];
    const rows = Array.from({ length: 20 }, (_, item) => raters.map((signs) => Number(signs[item])));
    // statsmodels' fleiss_kappa.
    expect(kappa(ratingCounts(rows))).toBeCloseTo(0.9448529411764705, 12);
  });

  // P̄ = (1/3 + 1)/2 = 2/3; shares (2/3 + 0)/2 and (1/3 + 1)/2: P_e = 5/9; (1/9)/(4/9).
  it('takes items with different numbers of ratings', () => {
    const rows = [
      [1, 1, 2],
      [2, 2, null],
    ];
    expect(kappa(ratingCounts(rows))).toBeCloseTo(0.25, 12);
    // A single rating changes nothing, whatever it is.
    expect(kappa(ratingCounts([...rows, [1, null, null], [3, null, null]]))).toBeCloseTo(0.25, 12);
  });

  // Two raters, one shared item with different ratings: P̄ = 0, P_e = ½, where all ratings counted gave -1.667.
  it('is -1 at least, also with one shared item among many', () => {
    const rows = [[1, 2], ...Array.from({ length: 6 }, () => [1, null]), [null, 2]];
    expect(kappa(ratingCounts(rows))).toBe(-1);
    const anyRatings = fc.array(
      fc.array(fc.option(fc.integer({ min: 1, max: 3 })), { minLength: 4, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 15,
      },
    );
    fc.assert(
      fc.property(anyRatings, (ratings) => {
        const value = kappa(ratingCounts(ratings, [1, 2, 3]));
        if (value === null) return;
        expect(value).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(value).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('is undefined without an item of two ratings, and where all of them are equal', () => {
    expect(
      kappa(
        ratingCounts([
          [1, null],
          [null, 2],
        ]),
      ),
    ).toBeNull();
    expect(
      kappa(
        ratingCounts([
          [1, 1],
          [1, 1],
          [null, 2],
        ]),
      ),
    ).toBeNull();
  });
});
