import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipScores } from '../clusters/sign-flip-scores.ts';
import { kindsWithinClusters } from './kinds-within-clusters.ts';

const draws = { seed: 1, permutations: 20_000, enough: Infinity };

describe('kindsWithinClusters', () => {
  it('is the sign-flip test of the differences with two kinds', () => {
    const anyClusters = fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(anyClusters, (clusters) => {
        const table = { kindCount: 2, sizes: clusters.flatMap(() => [8, 8]), sums: clusters.flat() };
        const { p, pairs } = kindsWithinClusters(table, draws);
        const expected =
          signFlipScores(
            clusters.map(([one, other]) => one - other),
            draws,
          ).p ?? 1;
        expect(p).toBeCloseTo(expected, 12);
        expect(pairs).toMatchObject([{ p: expected, pHolm: expected, clusters: clusters.length }]);
      }),
    );
  });

  // Rates 1, .5, 0 in both clusters: deviations ½, 0, -½, sums 1, 0, -1, squares ½, 0, ½: T = 2 + 2. Against one order
  // of the first cluster, three of the six orders of the second give T = 4: the same, and the two that exchange 0 with ½
  // or with -½ (1 + 1 + 2). The others give 2, 2 and 0.
  it('permutes the labels inside each cluster', () => {
    const table = { kindCount: 3, sizes: [2, 2, 2, 4, 4, 4], sums: [2, 1, 0, 4, 2, 0] };
    const test = kindsWithinClusters(table, draws);
    expect(test.statistic).toBeCloseTo(4, 12);
    expect(Math.abs((test.p ?? 1) - 1 / 2)).toBeLessThan(0.015);
    expect(test.pairs.map(({ kinds, difference }) => [kinds, difference])).toEqual([
      [[0, 1], 0.5],
      [[0, 2], 1],
      [[1, 2], 0.5],
    ]);
  });

  // Differences of kinds 1 and 2 over six clusters all positive: p = 2^-5; three pairs.
  it('adjusts the pairs by Holm', () => {
    const rows = Array.from({ length: 6 }, (_, g) => [9, 4 + (g % 2), 4 + ((g + 1) % 2)]);
    const table = { kindCount: 3, sizes: rows.flatMap(() => [10, 10, 10]), sums: rows.flat() };
    expect(kindsWithinClusters(table, draws).pairs).toMatchObject([
      { kinds: [0, 1], p: 1 / 32, pHolm: 3 / 32 },
      { kinds: [0, 2], p: 1 / 32, pHolm: 3 / 32 },
      { kinds: [1, 2], p: 1, pHolm: 1 },
    ]);
  });

  it('leaves out clusters without the kinds compared', () => {
    const table = { kindCount: 3, sizes: [5, 5, 0, 5, 0, 0, 5, 5, 5], sums: [1, 2, 0, 3, 0, 0, 5, 1, 2] };
    const { pairs, p } = kindsWithinClusters(table, draws);
    expect(pairs.map(({ clusters }) => clusters)).toEqual([2, 1, 1]);
    expect(p).toBeGreaterThan(0);
    const apart = { kindCount: 2, sizes: [5, 0, 0, 5], sums: [1, 0, 0, 4] };
    expect(kindsWithinClusters(apart, draws)).toMatchObject({
      p: null,
      statistic: null,
      pairs: [{ p: null }],
    });
  });

  it('gives 1 where no cluster tells the kinds apart', () => {
    const table = { kindCount: 3, sizes: [3, 3, 3, 6, 6, 6], sums: [1, 1, 1, 4, 4, 4] };
    const test = kindsWithinClusters(table, draws);
    expect([test.p, ...test.pairs.map(({ pHolm }) => pHolm)]).toEqual([1, 1, 1, 1]);
  });
});
