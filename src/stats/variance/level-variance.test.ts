import { describe, expect, it } from 'vitest';
import { rateInterval } from '../clusters/rate-interval.ts';
import { levelVariance } from './level-variance.ts';
import { varianceComponents } from './variance-components.ts';

const sums = [
  [0, 0, 0, 1, 0, 1, 0, 0],
  [0, 1, 1, 1, 0, 1, 1, 1],
  [1, 1, 0, 1, 0, 1, 0, 1],
];
const ones = sums[0]?.map(() => 1) ?? [];
const levels = sums.map((own) => ({ sizes: ones, sums: own }));

describe('levelVariance', () => {
  it('is the variance of two means less that of their clusters, by hand', () => {
    // Means .25, .75: (.25² + .25²) / 1 = .125. Deviations of level 1 − level 2, halves: +.25, −.25 … of (0,1,1,0) around .5:
    // ±.25 at each level in each of four clusters, / 4: 4 · 2 · .0625² · 4/3 = .041667. (.125 − .041667) / 2.
    const two = [
      { sizes: [1, 1, 1, 1], sums: [0, 0, 0, 1] },
      { sizes: [1, 1, 1, 1], sums: [0, 1, 1, 1] },
    ];
    expect(levelVariance(two)?.variance).toBeCloseTo((0.125 - 0.0416666666667) / 2, 12);
    expect(levelVariance(two)?.degreesOfFreedom).toBe(1);
  });

  it('is the component of the analysis of variance, divided by the number of levels', () => {
    const objects = ones.map((_, i) => sums.map((own) => own[i] ?? 0));
    const clusters = ones.map((_, i) => i);
    const result = varianceComponents({ levels: [3], repeats: 1, objects, clusters }, 1);
    expect(levelVariance(levels)?.variance).toBeCloseTo((result?.components[0]?.variance ?? 0) / 3, 14);
  });

  it('is 0 where all levels have one mean, and null where there is nothing to compare', () => {
    const one = { sizes: [2, 2], sums: [1, 1] };
    expect(levelVariance([one, one])?.variance).toBe(0);
    expect(levelVariance([one])).toBeNull();
    expect(
      levelVariance([
        { sizes: [2], sums: [1] },
        { sizes: [2], sums: [2] },
      ]),
    ).toBeNull();
    expect(levelVariance([one, { sizes: [0, 0], sums: [0, 0] }])).toBeNull();
  });
});

describe('rateInterval with a further variance', () => {
  it('adds it to that of the clusters, with the degrees of freedom of Satterthwaite', () => {
    const strata = [{ sizes: [10, 10, 10, 10, 10], sums: [3, 5, 4, 6, 2] }];
    const plain = rateInterval(strata);
    const own = (plain.standardError ?? 0) ** 2;
    const more = rateInterval(strata, 0.95, { variance: own, degreesOfFreedom: 2 });
    expect(more.standardError).toBeCloseTo(Math.sqrt(2 * own), 14);
    // (2 a)² / (a² / 4 + a² / 2)
    expect(more.degreesOfFreedom).toBeCloseTo(4 / 0.75, 12);
    expect(more.low).toBeLessThan(plain.low ?? 0);
    expect(rateInterval(strata, 0.95, { variance: 0, degreesOfFreedom: 2 })).toEqual(plain);
  });
});
