import { describe, expect, it } from 'vitest';
import type { RatingTable } from '../../core/tables.ts';
import { ratingAgreement, understanding } from './compute.ts';

interface Item {
  readonly model: number;
  /** One entry a rater, null where that rater gave none. */
  readonly ratings: readonly (number | null)[];
  readonly scenario?: number;
}

function tableOf(
  items: readonly Item[],
  models: readonly string[],
  scale: readonly number[] = [1, 2, 3],
): RatingTable {
  const rows = items.flatMap(({ ratings }, item) =>
    ratings.flatMap((value, rater) => (value === null ? [] : [{ item, rater, value }])),
  );
  return {
    scale,
    models,
    raters: ['one', 'two', 'three'],
    modelOfItem: Uint16Array.from(items, ({ model }) => model),
    scenarioOfItem: Uint32Array.from(items, ({ scenario }, item) => scenario ?? item),
    item: Uint32Array.from(rows, ({ item }) => item),
    rater: Uint16Array.from(rows, ({ rater }) => rater),
    value: Float64Array.from(rows, ({ value }) => value),
  };
}

// Item means 3 1 2 2 3 1 2.5 of a, 1 1 2 3 1 of b, 3 3 3 2 3 3 of c; d was not rated.
const table = tableOf(
  [
    ...[[3], [1, 1], [2], [1, 3], [3, 3, 3], [1], [2, 3]].map((ratings) => ({ model: 0, ratings })),
    ...[[1], [1], [2, 2], [3], [1]].map((ratings) => ({ model: 1, ratings })),
    ...[[3], [3], [3, 3], [2], [3], [3]].map((ratings) => ({ model: 2, ratings })),
  ],
  ['a', 'b', 'c', 'd'],
);

describe('understanding', () => {
  const result = understanding(table, 1);

  // c: five means of 3 and one of 2; its interval would reach beyond 3.
  it('keeps the interval of a mean within the scale', () => {
    expect(result.models[2]?.clustered.high).toBe(3);
    expect(result.models[2]?.clustered.low).toBeLessThan(result.models[2]?.mean ?? 0);
  });

  // a: 3 1 1 2 1 3 3 3 3 1 2 3 = 26 / 12, six of them 3.
  it('gives mean, share of the top value and numbers of each model', () => {
    expect(result.models[0]).toMatchObject({ model: 'a', mean: 26 / 12, items: 7, ratings: 12 });
    expect(result.models[0]?.top).toMatchObject({ rate: 0.5, count: 6, n: 12 });
    expect(result.models[0]?.clustered.clusters).toBe(7);
    expect(result.models[2]?.top).toMatchObject({ rate: 6 / 7 });
  });

  it('is undefined for a model without ratings, and compares it with none', () => {
    expect(result.models[3]).toMatchObject({ mean: null, items: 0, top: { rate: null, n: 0 } });
    expect(result.pairs.map(({ models }) => models.join(''))).toEqual(['ab', 'ac', 'bc']);
  });

  // scipy.stats.kruskal, scikit_posthocs.posthoc_dunn, statsmodels ttost_ind (unequal variances) on the item means
  it('tests over item means, as scipy, scikit-posthocs and statsmodels do', () => {
    expect(result.kruskalWallis?.statistic).toBeCloseTo(5.911322751322751, 10);
    expect(result.kruskalWallis?.p).toBeCloseTo(0.05204422840493877, 10);
    const expected = [
      [0.41930638955642996, 0.41930638955642996, 0.16458209478003577],
      [0.08785379501998455, 0.1757075900399691, 0.26134211146958564],
      [0.018815653529463437, 0.05644696058839031, 0.6941059165577265],
    ] as const;
    for (const [i, [p, pHolm, equivalence]] of expected.entries()) {
      expect(result.pairs[i]?.p).toBeCloseTo(p, 8);
      expect(result.pairs[i]?.pHolm).toBeCloseTo(pHolm, 8);
      expect(result.pairs[i]?.equivalence?.p).toBeCloseTo(equivalence, 8);
    }
  });

  it('says no difference only where the interval lies within the margin', () => {
    const alike = [0, 1].flatMap((model) =>
      Array.from({ length: 40 }, (_, i) => ({ model, ratings: [1 + (i % 2)] })),
    );
    const [pair] = understanding(tableOf(alike, ['a', 'b']), 0.25).pairs;
    expect(pair?.p).toBe(1);
    expect(pair?.equivalence?.equivalent).toBe(true);
    // Two items each: no difference found, and none shown either.
    const [small] = understanding(tableOf([...alike.slice(0, 2), ...alike.slice(40, 42)], ['a', 'b'])).pairs;
    expect(small?.p).toBe(1);
    expect(small?.equivalence?.equivalent).toBe(false);
  });

  // a: 5 4, 5, 1 3 = 18 / 5, two of them 5; its t interval is 3.6 ± 4.14. b: 2, 2 2.
  it('takes the top, and the ends that an interval keeps to, from the scale of the study', () => {
    const items = [
      ...[[5, 4], [5], [1, 3]].map((ratings) => ({ model: 0, ratings })),
      ...[[2], [2, 2]].map((ratings) => ({ model: 1, ratings })),
    ];
    const [a, b] = understanding(tableOf(items, ['a', 'b'], [1, 2, 3, 4, 5])).models;
    expect(a).toMatchObject({
      mean: 3.6,
      top: { rate: 0.4, count: 2, n: 5 },
      clustered: { low: 1, high: 5 },
    });
    expect(b).toMatchObject({ mean: 2, top: { rate: 0, count: 0, n: 3 } });
  });

  it('has nothing to compare in an empty table', () => {
    expect(understanding(tableOf([], ['a', 'b']))).toMatchObject({ kruskalWallis: null, pairs: [] });
  });
});

describe('ratingAgreement', () => {
  const paper = ['32221113123121111231', '31221113123121111231', '31221113123121111231'];
  const items = Array.from({ length: 20 }, (_, i) => ({
    model: i % 4,
    ratings: paper.map((signs) => Number(signs[i])),
  }));

  it('gives the coefficients of the ratings of the paper with intervals', () => {
    const agreement = ratingAgreement(tableOf(items, ['a', 'b', 'c', 'd']), { replicates: 2000, seed: 1 });
    expect(agreement.fleissKappa.value).toBeCloseTo(0.9449, 4);
    expect(agreement.alphaOrdinal.value).toBeCloseTo(0.9616883116883117, 12);
    expect(agreement.ac2.value).toBeCloseTo(0.97893258427, 10);
    expect(agreement.raw.value).toBeCloseTo((19 + 1 / 3) / 20, 12);
    expect(agreement).toMatchObject({ items: 20, ratings: 60, raters: 3 });
    expect(agreement.fleissKappa.low).toBeLessThan(0.9449);
    expect(agreement.fleissKappa.high).toBe(1);
  });

  it('is undefined where nobody rated what another did', () => {
    const single = tableOf([{ model: 0, ratings: [1, null, null] }], ['a']);
    const { fleissKappa, raw } = ratingAgreement(single, { seed: 1 });
    expect([fleissKappa.value, raw.value, raw.items]).toEqual([null, null, 0]);
  });

  // 1 5 and 5 5 on five points: equal by half; p_e = 18.75 / 20 · 2 · 1/4 · 3/4 = 45/128; (64 - 45) / (128 - 45).
  it('knows points of the scale that nobody gave', () => {
    const items = [
      [1, 5],
      [5, 5],
    ].map((ratings) => ({ model: 0, ratings }));
    const { ac2 } = ratingAgreement(tableOf(items, ['a'], [1, 2, 3, 4, 5]), { replicates: 10, seed: 1 });
    expect(ac2.value).toBeCloseTo(19 / 83, 12);
  });

  it('refuses a rating that is not on the scale', () => {
    expect(() => ratingAgreement(tableOf([{ model: 0, ratings: [4] }], ['a']), { seed: 1 })).toThrow(
      RangeError,
    );
  });
});
