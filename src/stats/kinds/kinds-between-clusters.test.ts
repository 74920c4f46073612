import { describe, expect, it } from 'vitest';
import { kindsBetweenClusters } from './kinds-between-clusters.ts';

const draws = { seed: 1, permutations: 20_000, enough: Infinity };

describe('kindsBetweenClusters', () => {
  // p = .5, deviations 3.5, 2.5, -3.5, -2.5: σ² = 37/324. p̃ = (15 + 4.5)/27 = 13/18 and 5/18, so l = ± ln 2.6.
  // V = 2/4 · (.5 + 3 · 37/324 · 81) / 324 in both. Of the 6 ways to put two of four clusters into a kind, this one and
  // its mirror reach T.
  it('permutes the clusters over the kinds', () => {
    const test = kindsBetweenClusters({ sizes: [9, 9, 9, 9], sums: [8, 7, 1, 2] }, [0, 0, 1, 1], draws);
    const variance = (0.5 * (0.5 + (3 * 37) / 4)) / 324 / ((13 / 18) * (5 / 18)) ** 2;
    expect(test.statistic).toBeCloseTo((2 * Math.log(2.6) ** 2) / variance, 10);
    // Four standard errors of the drawn share.
    expect(Math.abs((test.p ?? 1) - 1 / 3)).toBeLessThan(0.014);
    expect(test.kinds).toEqual([
      { rate: 15 / 18, n: 18, clusters: 2 },
      { rate: 3 / 18, n: 18, clusters: 2 },
    ]);
  });

  it('finds kinds that differ, and the same p for the same seed', () => {
    const sums = Array.from({ length: 60 }, (_, g) => 10 + ((g * 7) % 5) + (g % 3 === 0 ? 6 : 0));
    const clusters = { sizes: sums.map(() => 30), sums };
    const kindOf = sums.map((_, g) => g % 3);
    const test = kindsBetweenClusters(clusters, kindOf, { seed: 4 });
    expect(test).toMatchObject({ p: 1 / 2000, permutations: 1999 });
    expect(kindsBetweenClusters(clusters, kindOf, { seed: 4 })).toEqual(test);
  });

  it('does not depend on the numbers of the kinds, nor on clusters without observations', () => {
    const sums = [3, 5, 2, 8, 6, 7, 1, 4];
    const test = kindsBetweenClusters({ sizes: sums.map(() => 10), sums }, [0, 0, 0, 0, 1, 1, 1, 1], draws);
    const other = kindsBetweenClusters(
      { sizes: [...sums.map(() => 10), 0], sums: [...sums, 0] },
      [2, 2, 2, 2, 0, 0, 0, 0, 1],
      draws,
    );
    expect(other.statistic).toBeCloseTo(test.statistic ?? Number.NaN, 12);
    expect(other.p).toBe(test.p);
    expect(other.kinds[1]).toEqual({ rate: null, n: 0, clusters: 0 });
  });

  it('gives 1 where all clusters are alike, and none with one kind', () => {
    const alike = { sizes: [3, 6, 9, 3], sums: [1, 2, 3, 1] };
    expect(kindsBetweenClusters(alike, [0, 0, 1, 1], draws).p).toBe(1);
    expect(kindsBetweenClusters(alike, [1, 1, 1, 1], draws)).toMatchObject({ p: null, statistic: null });
  });

  it('handles a kind of one cluster and a kind without spread', () => {
    const test = kindsBetweenClusters(
      { sizes: [9, 9, 9, 9, 9], sums: [9, 0, 0, 0, 4] },
      [0, 1, 1, 1, 2],
      draws,
    );
    expect(Number.isFinite(test.statistic)).toBe(true);
    expect(test.p).toBeGreaterThan(0);
  });
});
