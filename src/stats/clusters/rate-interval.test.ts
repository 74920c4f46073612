import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveInterval, rateInterval } from './rate-interval.ts';

const anyStratum = fc
  .array(
    fc.integer({ min: 1, max: 80 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size))),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .map((clusters) => ({ sizes: clusters.map(([size]) => size), sums: clusters.map(([, sum]) => sum) }));

describe('effectiveInterval', () => {
  // The golden numbers of the method: rate, n, SE, clusters, n*, low, high.
  it.each([
    [0.1975, 1200, 0.0619211622, 25, 37.2781, 0.100839, 0.350682],
    [0.1, 750, 0.026, 25, 120.0647, 0.058142, 0.16666],
    [0.02, 1800, 0.008, 25, 276.1821, 0.008915, 0.044255],
    [0.5, 100, 0.04, 25, 100, 0.403832, 0.596168],
  ])('of a rate of %d over %d, SE %d in %d clusters', (rate, n, standardError, clusters, size, low, high) => {
    const interval = effectiveInterval({ rate, n, standardError, degreesOfFreedom: clusters - 1 }, n);
    expect(interval.effectiveSize).toBeCloseTo(size, 4);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });
});

describe('rateInterval', () => {
  const clustersOf = (size: number, sums: readonly number[]) => [{ sizes: sums.map(() => size), sums }];

  it('takes the clusters as the observations where all are alike: 0 of 1,800 in 25 clusters', () => {
    const interval = rateInterval(clustersOf(72, new Array(25).fill(0)));
    expect(interval).toMatchObject({ rate: 0, low: 0, standardError: 0, effectiveSize: 25, n: 1800 });
    expect(interval.high).toBeCloseTo(0.133192, 6);
  });

  it('does so, too, where the rarer verdict occurs in two clusters only, whichever verdict that is', () => {
    const rare = rateInterval(clustersOf(72, [1, 1, ...new Array(23).fill(0)]));
    expect(rare.effectiveSize).toBe(25);
    const common = rateInterval(clustersOf(72, [71, 71, ...new Array(23).fill(72)]));
    expect(common.effectiveSize).toBe(25);
    expect(common.low).toBeCloseTo(1 - (rare.high ?? 0), 12);
    // In three clusters the estimate counts: n* = .00167 · .99833 / .000923² · (1.96/2.064)², above 25, below 1,800.
    const three = rateInterval(clustersOf(72, [1, 1, 1, ...new Array(22).fill(0)]));
    expect(three.effectiveSize).toBeGreaterThan(1000);
  });

  it('with equally frequent verdicts takes the one that occurs in fewer clusters as the rarer', () => {
    expect(rateInterval(clustersOf(10, [10, 10, 0, 0])).effectiveSize).toBeLessThanOrEqual(4);
  });

  // scipy: t with 19 degrees of freedom, n* 16.66101.
  it('is close to plain Wilson with clusters of size one: 17 of 20', () => {
    const interval = rateInterval(clustersOf(1, [...new Array(17).fill(1), 0, 0, 0]));
    expect(interval.low).toBeCloseTo(0.6165244477748151, 10);
    expect(interval.high).toBeCloseTo(0.9523195873829631, 10);
  });

  // numpy and scipy, by the formulas of the docstring.
  it('adds strata up', () => {
    const strata = [
      { sizes: [10, 12, 8, 15], sums: [3, 2, 6, 1] },
      { sizes: [5, 5, 9], sums: [0, 2, 1] },
    ];
    const interval = rateInterval(strata);
    expect(interval).toMatchObject({
      rate: 0.234375,
      degreesOfFreedom: 5,
      n: 64,
      clusters: 7,
      missing: null,
    });
    expect(interval.standardError).toBeCloseTo(0.09555789992827203, 12);
    expect(interval.effectiveSize).toBeCloseTo(11.424245071485604, 9);
    expect(interval.low).toBeCloseTo(0.07845479382135154, 10);
    expect(interval.high).toBeCloseTo(0.5239788550236386, 10);
    expect(rateInterval(strata, 0.9).high).toBeCloseTo(0.46096, 5);
  });

  it('gives none without observations and with fewer than two clusters, and says why', () => {
    const nothing = { low: null, high: null, effectiveSize: null };
    expect(rateInterval([])).toMatchObject({ ...nothing, rate: null, missing: 'no-observations' });
    const one = rateInterval([{ sizes: [20], sums: [5] }]);
    expect(one).toMatchObject({ ...nothing, rate: 0.25, missing: 'too-few-clusters' });
  });

  it('lies in 0 to 1, contains the rate, counts at most n, and mirrors with the verdicts', () => {
    fc.assert(
      fc.property(anyStratum, ({ sizes, sums }) => {
        const { rate, low, high, effectiveSize, n } = rateInterval([{ sizes, sums }]);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate ?? Number.NaN);
        expect(high).toBeGreaterThanOrEqual(rate ?? Number.NaN);
        expect(effectiveSize).toBeGreaterThan(0);
        expect(effectiveSize).toBeLessThanOrEqual(n);
        const mirrored = rateInterval([{ sizes, sums: sizes.map((size, g) => size - (sums[g] ?? 0)) }]);
        expect(mirrored.low).toBeCloseTo(1 - (high ?? Number.NaN), 9);
        expect(mirrored.high).toBeCloseTo(1 - (low ?? Number.NaN), 9);
      }),
    );
  });
});
