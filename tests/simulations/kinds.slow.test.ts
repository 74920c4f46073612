import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { kindsBetweenClusters } from '../../src/stats/kinds/kinds-between-clusters.ts';
import { kindsWithinClusters } from '../../src/stats/kinds/kinds-within-clusters.ts';

const level = 0.05;
const studies = 600;
const draws = { seed: 7, permutations: 399, enough: 40 };

describe('kinds of scenarios', () => {
  /** Four kinds of which the last has fewer clusters, which vary more. */
  function between(rate: number, effect: number, spread: number, seed: number): number {
    const random = new RandomValues(seed);
    const kindOf = Array.from({ length: 85 }, (_, g) => (g < 75 ? g % 3 : 3));
    const sizes = kindOf.map(() => 40);
    let found = 0;
    for (let study = 0; study < studies; study += 1) {
      const sums = kindOf.map((kind) => {
        const correlation = kind === 3 ? spread : 0.1;
        return random.binomial(40, random.clusterRate(rate + (kind === 0 ? effect : 0), correlation));
      });
      if ((kindsBetweenClusters({ sizes, sums }, kindOf, draws).p ?? 1) < level) found += 1;
    }
    return found / studies;
  }

  it('that divide the clusters are found to differ where they do not in at most 7.5 of 100 studies', () => {
    const rows = [0.05, 0.2, 0.5].flatMap((rate) =>
      [0.1, 0.3].map((spread) => ({
        rate,
        'correlation in the last kind': spread,
        'no effect': between(rate, 0, spread, 1),
        'effect .15': between(rate, 0.15, spread, 2),
      })),
    );
    console.table(rows);
    for (const row of rows) {
      expect(row['no effect']).toBeLessThanOrEqual(0.075);
      expect(row['effect .15']).toBeGreaterThan(0.5);
    }
  }, 120_000);

  /** Four variants of ten scenarios in each of 25 clusters; each variant of each cluster has its own rate. */
  function within(rate: number, effect: number, correlation: number, seed: number): number {
    const random = new RandomValues(seed);
    const cells = Array.from({ length: 100 }, (_, cell) => cell);
    const sizes = cells.map(() => 10);
    let found = 0;
    for (let study = 0; study < studies; study += 1) {
      const sums = cells.map((cell) =>
        random.binomial(10, random.clusterRate(rate + (cell % 4 === 0 ? effect : 0), correlation)),
      );
      if ((kindsWithinClusters({ kindCount: 4, sizes, sums }, draws).p ?? 1) < level) found += 1;
    }
    return found / studies;
  }

  it('that vary inside clusters are found to differ where they do not in at most 7.5 of 100 studies', () => {
    const rows = [0.05, 0.2, 0.5].flatMap((rate) =>
      [0, 0.3].map((correlation) => ({
        rate,
        correlation,
        'no effect': within(rate, 0, correlation, 1),
        'effect .2': within(rate, 0.2, correlation, 2),
      })),
    );
    console.table(rows);
    for (const row of rows) {
      expect(row['no effect']).toBeLessThanOrEqual(0.075);
      expect(row['effect .2']).toBeGreaterThan(0.3);
    }
  }, 120_000);
});
