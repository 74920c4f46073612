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

const single = (model: number, scenario: number, value: number): Item => ({
  model,
  scenario,
  ratings: [value],
});
const options = { seed: 1 };

// Three models on six scenarios; c explained four of them, and d was not rated.
const table = tableOf(
  [
    ...[3, 3, 2, 3, 3, 2].map((value, scenario) => single(0, scenario, value)),
    ...[2, 2, 1, 2, 2, 2].map((value, scenario) => single(1, scenario, value)),
    ...[3, 3, 2, 3].map((value, scenario) => single(2, scenario, value)),
  ],
  ['a', 'b', 'c', 'd'],
);

describe('understanding', () => {
  const result = understanding(table, { ...options, margin: 1 });

  // a 3 2, 3, 1 1 3 of three scenarios = 13 / 6, three of them 3.
  it('gives mean, share of the top value and numbers of each model', () => {
    const items = [[3, 2], [3], [1, 1, 3]].map((ratings, scenario) => ({ model: 0, ratings, scenario }));
    const [a] = understanding(tableOf(items, ['a']), options).models;
    expect(a).toMatchObject({ model: 'a', mean: 13 / 6, items: 3, ratings: 6, scenarios: 3 });
    expect(a?.top).toMatchObject({ rate: 0.5, count: 3, n: 6, clusters: 3 });
  });

  // Twenty scenarios, 1 and 3 in turn: SE = √(20/19 · 20) / 20, t with 19 degrees of freedom 2.093024.
  it('gives the mean a t interval over scenarios, within the scale', () => {
    const items = Array.from({ length: 20 }, (_, scenario) =>
      single(0, scenario, scenario % 2 === 0 ? 1 : 3),
    );
    const [a] = understanding(tableOf(items, ['a']), options).models;
    const reach = (2.093024054 * Math.sqrt((20 / 19) * 20)) / 20;
    expect(a?.low).toBeCloseTo(2 - reach, 8);
    expect(a?.high).toBeCloseTo(2 + reach, 8);
    // SE .408, t 3.18: 2 ± 1.30.
    const few = [3, 2, 2, 1].map((value, scenario) => single(0, scenario, value));
    expect(understanding(tableOf(few, ['a']), options).models[0]).toMatchObject({ mean: 2, low: 1, high: 3 });
  });

  it('is undefined for a model without ratings, and compares it with none', () => {
    expect(result.models[3]).toMatchObject({ mean: null, items: 0, top: { rate: null, n: 0 } });
    expect(result.pairs.map(({ models }) => models.join(''))).toEqual(['ab', 'ac', 'bc']);
  });

  // a - b: 1 1 1 1 1 0, p = 2 / 2⁵; a - c: 0 four times; b - c: -1 four times, p = 2 / 2⁴. Holm of three.
  it('compares models on the scenarios that both explained', () => {
    expect(result.pairs).toMatchObject([
      { models: ['a', 'b'], scenarios: 6, p: 1 / 16, pHolm: 3 / 16 },
      { models: ['a', 'c'], scenarios: 4, difference: 0, p: 1, pHolm: 1 },
      { models: ['b', 'c'], scenarios: 4, difference: -1, p: 1 / 8, pHolm: 1 / 4 },
    ]);
    expect(result.pairs[0]?.difference).toBeCloseTo(5 / 6, 12);
  });

  // Two models, five scenarios of six in favour of one: (5 - 0)² / 5.
  it('tests all models within scenarios', () => {
    const two = tableOf(
      [
        ...[3, 3, 2, 3, 3, 2].map((value, scenario) => single(0, scenario, value)),
        ...[2, 2, 1, 2, 2, 2].map((value, scenario) => single(1, scenario, value)),
      ],
      ['a', 'b'],
    );
    const { friedman } = understanding(two, options);
    expect(friedman).toMatchObject({ degreesOfFreedom: 1, blocks: 5 });
    expect(friedman?.statistic).toBeCloseTo(5, 10);
    expect(friedman?.p).toBeCloseTo(0.0253473, 6);
    expect(result.friedman?.degreesOfFreedom).toBe(2);
  });

  // Scenarios vary far more than models do within them, which a comparison of means over all would not see.
  it('is not misled by how much scenarios differ', () => {
    const items = Array.from({ length: 12 }, (_, scenario) => [
      single(0, scenario, 1 + (scenario % 4)),
      single(1, scenario, 2 + (scenario % 4)),
    ]).flat();
    const { pairs } = understanding(tableOf(items, ['a', 'b'], [1, 2, 3, 4, 5]), options);
    expect(pairs[0]).toMatchObject({ difference: -1, p: 2 / 2 ** 12 });
  });

  it('says no difference only where the difference is shown to lie within the margin', () => {
    const alike = (scenarios: number) =>
      Array.from({ length: scenarios }, (_, scenario) => [
        single(0, scenario, 2),
        single(1, scenario, scenario % 4 === 0 ? 1 : scenario % 4 === 1 ? 3 : 2),
      ]).flat();
    // 40 differences 1, -1, 0, 0: SE = √(40/39 · 20) / 40 = .1132; t = .25 / SE = 2.208 with 39 degrees of freedom.
    const [pair] = understanding(tableOf(alike(40), ['a', 'b']), { ...options, margin: 0.25 }).pairs;
    expect(pair).toMatchObject({ difference: 0, p: 1 });
    expect(pair?.equivalenceP).toBeCloseTo(0.01659, 4);
    // Four scenarios: no difference found, and none shown to be absent.
    const [small] = understanding(tableOf(alike(4), ['a', 'b']), { ...options, margin: 0.25 }).pairs;
    expect(small?.p).toBe(1);
    expect(small?.equivalencePHolm).toBeGreaterThan(0.05);
  });

  it('takes the top from the scale of the study', () => {
    const items = [5, 5, 1, 4].map((value, scenario) => single(0, scenario, value));
    const [a] = understanding(tableOf(items, ['a'], [1, 2, 3, 4, 5]), options).models;
    expect(a?.top).toMatchObject({ rate: 0.5, count: 2, n: 4 });
    expect(a?.high).toBe(5);
  });

  it('has nothing to compare in an empty table', () => {
    expect(understanding(tableOf([], ['a', 'b']), options)).toMatchObject({ friedman: null, pairs: [] });
  });
});

describe('ratingAgreement', () => {
  const paper = ['32221113123121111231', '31221113123121111231', '31221113123121111231'];
  const items = Array.from({ length: 20 }, (_, i) => ({
    model: i % 4,
    ratings: paper.map((signs) => Number(signs[i])),
  }));

  it('gives the coefficients of the ratings of the paper with intervals', () => {
    const agreement = ratingAgreement(tableOf(items, ['a', 'b', 'c', 'd']));
    expect(agreement.fleissKappa.value).toBeCloseTo(0.9449, 4);
    expect(agreement.alphaOrdinal.value).toBeCloseTo(0.9616883116883117, 12);
    expect(agreement.ac2.value).toBeCloseTo(0.97893258427, 10);
    expect(agreement.raw.value).toBeCloseTo((19 + 1 / 3) / 20, 12);
    expect(agreement).toMatchObject({ items: 20, isTooFew: false, ratings: 60, raters: 3 });
    expect(agreement.fleissKappa.low).toBeLessThan(0.9449);
    expect(agreement.fleissKappa.high).toBe(1);
    // Twenty items are too few for a kappa that is known to ± 0.1; raw agreement is known better.
    expect(agreement.fleissKappa.itemsNeeded).toBeGreaterThan(20);
    expect(agreement.raw.itemsNeeded).toBeLessThan(agreement.fleissKappa.itemsNeeded ?? 0);
  });

  it('gives no coefficient below ten items with two ratings', () => {
    const few = ratingAgreement(tableOf(items.slice(0, 9), ['a', 'b', 'c', 'd']));
    expect(few).toMatchObject({ isTooFew: true, items: 9 });
    expect(few.fleissKappa).toEqual({ value: null, low: null, high: null, items: 9, itemsNeeded: null });
    expect(few.raw.value).toBeNull();
    expect(ratingAgreement(tableOf(items.slice(0, 10), ['a', 'b', 'c', 'd'])).raw.value).not.toBeNull();
  });

  it('gives none where nobody rated what another did', () => {
    const { fleissKappa, raw } = ratingAgreement(tableOf([{ model: 0, ratings: [1, null, null] }], ['a']));
    expect([fleissKappa.value, raw.value, raw.items]).toEqual([null, null, 0]);
  });

  // Five times 1 5 and 5 5 on five points: equal by half; p_e = 18.75 / 20 · 2 · 1/4 · 3/4 = 45/128; (64 - 45) / (128 - 45).
  it('knows points of the scale that nobody gave', () => {
    const repeated = Array.from({ length: 5 }, () => [
      [1, 5],
      [5, 5],
    ])
      .flat()
      .map((ratings) => ({ model: 0, ratings }));
    const { ac2 } = ratingAgreement(tableOf(repeated, ['a'], [1, 2, 3, 4, 5]));
    expect(ac2.value).toBeCloseTo(19 / 83, 12);
  });

  it('refuses a rating that is not on the scale', () => {
    expect(() => ratingAgreement(tableOf([{ model: 0, ratings: [4] }], ['a']))).toThrow(RangeError);
  });
});
