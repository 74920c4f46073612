import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateAgreement } from './estimate-agreement.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import {
  type AgreementCoefficient,
  gwetAc2,
  krippendorffAlpha,
  type RatingCounts,
  ratingCounts,
  rawAgreement,
} from './many-raters.ts';

const agreementBy = (coefficient: AgreementCoefficient, ratings: RatingCounts) =>
  estimateAgreement(coefficient, ratings).value;

/** One string a rater, one sign an item; a dot is a missing rating. Turned into one row an item. */
function byItem(...raters: readonly string[]): (number | null)[][] {
  const rows = raters.map((signs) => signs.replaceAll(' ', '').split(''));
  return (rows[0] ?? []).map((_, item) =>
    rows.map((signs) => (signs[item] === '.' ? null : Number(signs[item]))),
  );
}

// The ratings of Liu and Chu (2025): twenty items, three raters.
const paper = ratingCounts(
  byItem('32221113123121111231', '31221113123121111231', '31221113123121111231'),
  [1, 2, 3],
);
// Krippendorff's example: four observers, twelve units, gaps.
const krippendorff = ratingCounts(byItem('123321412...', '12332241 25.3', '.3332342251.', '1233244125 1.'));
// Fleiss' example as often quoted: ten items, fourteen raters, five categories.
const classic: RatingCounts = {
  categories: [1, 2, 3, 4, 5],
  itemCount: 10,
  counts: Float64Array.from(
    [
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
    ].flat(),
  ),
};

describe('rawAgreement', () => {
  // 2 of 2, 1 of 3 and 0 of 1 pairs, the last item rated once: (1 + 1/3 + 0) / 3.
  it('is the share of equal pairs, averaged over items with a pair', () => {
    const ratings = ratingCounts([[1, 1], [1, 1, 2], [1, 2, null], [3]]);
    expect(agreementBy(rawAgreement, ratings)).toBeCloseTo(4 / 9, 14);
  });

  // Nineteen items of three equal ratings; of item 2, rated 2 1 1, a third of the pairs is equal.
  it('of the ratings of the paper is (19 + 1/3) / 20', () => {
    expect(agreementBy(rawAgreement, paper)).toBeCloseTo((19 + 1 / 3) / 20, 14);
  });
});

describe('fleissKappa', () => {
  it('agrees with the classic example and the ratings of the paper', () => {
    expect(agreementBy(fleissKappa, classic)).toBeCloseTo(0.20993070442195522, 14);
    expect(agreementBy(fleissKappa, paper)).toBeCloseTo(0.9448529411764705, 14);
  });

  // Two items, two raters: 1 1 and 1 2. P̄ = ½; p = ¾, ¼, P_e = 5/8; kappa = (4/8 - 5/8) / (3/8).
  it('can be below 0', () => {
    expect(
      agreementBy(
        fleissKappa,
        ratingCounts([
          [1, 1],
          [1, 2],
        ]),
      ),
    ).toBeCloseTo(-1 / 3, 14);
  });
});

describe('krippendorffAlpha', () => {
  // krippendorff 0.9.0 (PyPI)
  it.each([
    ['nominal', 0.743421052631579, 0.9457720588235294],
    ['ordinal', 0.8153875037548814, 0.9616883116883117],
    ['interval', 0.8491071428571428, 0.9736607142857143],
    ['ratio', 0.7974027747116121, 0.9591729406554473],
  ] as const)(
    '%s: agrees with the example with gaps and the ratings of the paper',
    (level, example, ofPaper) => {
      expect(agreementBy(krippendorffAlpha(level), krippendorff)).toBeCloseTo(example, 13);
      expect(agreementBy(krippendorffAlpha(level), paper)).toBeCloseTo(ofPaper, 13);
    },
  );

  it('does not mind values of the scale that nobody gave', () => {
    const wider = ratingCounts(byItem('1122', '1222'), [0, 1, 2, 3]);
    const used = ratingCounts(byItem('1122', '1222'));
    for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
      expect(agreementBy(krippendorffAlpha(level), wider)).toBe(agreementBy(krippendorffAlpha(level), used));
    }
  });
});

describe('gwetAc2', () => {
  // irrCAC 0.4.4: CAC(..., weights=...).gwet()
  it.each([
    ['identity', 0.775444068127, 0.952229299363],
    ['ordinal', 0.898939769908, 0.974108170311],
    ['quadratic', 0.914000723552, 0.97893258427],
  ] as const)('%s: agrees with irrCAC with and without gaps', (weights, example, ofPaper) => {
    expect(agreementBy(gwetAc2(weights), krippendorff)).toBeCloseTo(example, 11);
    expect(agreementBy(gwetAc2(weights), paper)).toBeCloseTo(ofPaper, 11);
  });

  it('is 1 where all ratings are equal, unlike kappa and alpha, which are undefined there', () => {
    const equal = ratingCounts(byItem('1111', '1111'), [1, 2, 3]);
    expect(agreementBy(gwetAc2('quadratic'), equal)).toBe(1);
    expect(agreementBy(rawAgreement, equal)).toBe(1);
    expect(agreementBy(fleissKappa, equal)).toBeNull();
    for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
      expect(agreementBy(krippendorffAlpha(level), equal)).toBeNull();
    }
  });
});

const coefficients: Readonly<Record<string, AgreementCoefficient>> = {
  rawAgreement,
  fleissKappa,
  'krippendorffAlpha ordinal': krippendorffAlpha('ordinal'),
  'krippendorffAlpha interval': krippendorffAlpha('interval'),
  'gwetAc2 identity': gwetAc2('identity'),
  'gwetAc2 ordinal': gwetAc2('ordinal'),
  'gwetAc2 quadratic': gwetAc2('quadratic'),
};

describe.each(Object.entries(coefficients))('%s', (_, coefficient) => {
  const rating = fc.option(fc.constantFrom(1, 2, 3), { nil: null });
  const table = fc.array(fc.array(rating, { minLength: 1, maxLength: 5 }), { maxLength: 12 });

  it('is at most 1 or undefined, whatever the ratings', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const { value, items } = estimateAgreement(coefficient, ratingCounts(rows, [1, 2, 3]));
        if (items === 0) expect(value).toBeNull();
        if (value !== null) expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('is 1 where raters agree and items differ', () => {
    expect(agreementBy(coefficient, ratingCounts(byItem('1233', '1233'), [1, 2, 3]))).toBeCloseTo(1, 14);
  });

  it('does not depend on the order of items or raters', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const turned = rows.toReversed().map((row) => row.toReversed());
        const value = agreementBy(coefficient, ratingCounts(rows, [1, 2, 3]));
        const other = agreementBy(coefficient, ratingCounts(turned, [1, 2, 3]));
        if (value === null) expect(other).toBeNull();
        else expect(other).toBeCloseTo(value, 10);
      }),
    );
  });
});

describe('estimateAgreement', () => {
  const ratings = ratingCounts(byItem('123123123122113'.repeat(8), '123123122123113'.repeat(8)));

  it('gives a seeded interval around the value', () => {
    const plan = { replicates: 2000, seed: 1 };
    const estimate = estimateAgreement(fleissKappa, ratings, plan);
    expect(estimate).toEqual(estimateAgreement(fleissKappa, ratings, plan));
    expect(estimate.low).toBeLessThan(estimate.value ?? Number.NaN);
    expect(estimate.high).toBeGreaterThan(estimate.value ?? Number.NaN);
    expect(estimate.items).toBe(120);
  });

  // The mean of 120 items of which 16 have 0, the others 1: standard error sqrt(.8667 × .1333 / 120) = .0310.
  it('agrees with the standard error of a mean for raw agreement', () => {
    const { low, high } = estimateAgreement(rawAgreement, ratings, { replicates: 10_000, seed: 1 });
    const share = 104 / 120;
    const reach = 1.96 * Math.sqrt((share * (1 - share)) / 120);
    expect(low).toBeCloseTo(share - reach, 2);
    expect(high).toBeCloseTo(share + reach, 2);
  });

  it('draws clusters of items where they are given', () => {
    const clusterOf = Uint32Array.from({ length: 120 }, (_, item) => item % 15);
    const plan = { replicates: 2000, seed: 1 };
    const apart = estimateAgreement(rawAgreement, ratings, plan);
    const together = estimateAgreement(rawAgreement, ratings, { ...plan, clusterOf });
    // Items that share a place in the repeated pattern are alike, so fifteen clusters say less than 120 items.
    expect((together.high ?? 0) - (together.low ?? 0)).toBeGreaterThan((apart.high ?? 0) - (apart.low ?? 0));
    expect(together.value).toBe(apart.value);
  });

  it('is undefined without items', () => {
    const none = ratingCounts([], [1, 2, 3]);
    const undefinedEstimate = { value: null, low: null, high: null, items: 0 };
    expect(estimateAgreement(fleissKappa, none, { replicates: 10, seed: 1 })).toEqual(undefinedEstimate);
  });
});
