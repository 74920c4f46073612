import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredMean } from './clustered-mean.ts';

const anyStratum = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: -80, max: 80 })), {
    minLength: 2,
    maxLength: 30,
  })
  .map((clusters) => ({ sizes: clusters.map(([size]) => size), sums: clusters.map(([, sum]) => sum) }));

describe('clusteredMean', () => {
  // Mean .5, deviations 1, 0, -1: SE = √(3/2 · 2) / 6.
  it('corrects the standard error for few clusters', () => {
    const { mean, standardError, degreesOfFreedom, n, clusters } = clusteredMean([
      { sizes: [2, 2, 2], sums: [2, 1, 0] },
    ]);
    expect([mean, degreesOfFreedom, n, clusters]).toEqual([0.5, 2, 6, 3]);
    expect(standardError).toBeCloseTo(Math.sqrt(3) / 6, 14);
  });

  // Stratum 1: mean 1/2, deviations ±1, squares 2 · 2 = 4. Stratum 2: mean 1/4, deviations ±1, squares 4. √8 / 12.
  it('weights strata by their observations and adds their degrees of freedom', () => {
    const { mean, standardError, degreesOfFreedom } = clusteredMean([
      { sizes: [2, 2], sums: [2, 0] },
      { sizes: [4, 4], sums: [2, 0] },
    ]);
    expect(mean).toBeCloseTo(4 / 12, 14);
    expect(standardError).toBeCloseTo(Math.sqrt(8) / 12, 14);
    expect(degreesOfFreedom).toBe(2);
  });

  it('leaves out clusters and strata without observations', () => {
    const without = clusteredMean([{ sizes: [2, 3], sums: [1, 0] }]);
    const withEmpty = clusteredMean([
      { sizes: [2, 0, 3], sums: [1, 0, 0] },
      { sizes: [0, 0], sums: [0, 0] },
    ]);
    expect(withEmpty).toEqual(without);
  });

  it('is undefined without observations, its error with one cluster in a stratum', () => {
    expect(clusteredMean([])).toMatchObject({ mean: null, standardError: null, n: 0, clusters: 0 });
    expect(clusteredMean([{ sizes: [3], sums: [1] }])).toMatchObject({ mean: 1 / 3, standardError: null });
    const strata = [
      { sizes: [3], sums: [1] },
      { sizes: [3, 3], sums: [1, 2] },
    ];
    expect(clusteredMean(strata)).toMatchObject({ standardError: null, degreesOfFreedom: 1, clusters: 3 });
  });

  it('has an error of exactly 0 where all clusters are alike, also with sums of fractions', () => {
    const fifths = 0.2 + 0.2 + 0.2;
    expect(clusteredMean([{ sizes: [3, 3, 6], sums: [0.6, fifths, 2 * fifths] }]).standardError).toBe(0);
    expect(clusteredMean([{ sizes: [7, 11], sums: [0, 0] }]).standardError).toBe(0);
  });

  it('is the same for observations repeated in their clusters and for clusters in another order', () => {
    fc.assert(
      fc.property(anyStratum, fc.integer({ min: 2, max: 5 }), ({ sizes, sums }, times) => {
        const once = clusteredMean([{ sizes, sums }]);
        const repeated = clusteredMean([
          { sizes: sizes.map((size) => size * times), sums: sums.map((sum) => sum * times) },
        ]);
        const turned = clusteredMean([{ sizes: sizes.toReversed(), sums: sums.toReversed() }]);
        for (const other of [repeated, turned]) {
          expect(other.mean).toBeCloseTo(once.mean ?? Number.NaN, 12);
          expect(other.standardError).toBeCloseTo(once.standardError ?? Number.NaN, 12);
        }
      }),
    );
  });
});
