import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { equivalence, pairedDifference } from '../../src/stats/clusters/difference.ts';
import { changeSpread, detectableChange, rateEquivalence } from '../../src/stats/clusters/rate-change.ts';
import { signFlipTest } from '../../src/stats/clusters/sign-flip.ts';

const margin = 0.05;
const studies = 1000;
const designs = [
  { clusters: 25, size: 72 },
  { clusters: 38, size: 2 },
  { clusters: 40, size: 40 },
  { clusters: 69, size: 1 },
  { clusters: 150, size: 40 },
  { clusters: 400, size: 1 },
];

interface Setting {
  readonly clusters: number;
  readonly size: number;
  /** Shares of the pairs that change in one direction, and back; the first by cluster with the correlation. */
  readonly change: number;
  readonly back: number;
  readonly correlation: number;
}

/** The changes of one study: the share of a cluster follows a beta distribution with the mean `change`. */
function draw(random: RandomValues, { clusters, size, change, back, correlation }: Setting) {
  const [up, down] = [new Float64Array(clusters), new Float64Array(clusters)];
  for (let g = 0; g < clusters; g += 1) {
    const share = random.clusterRate(change, correlation);
    for (let pair = 0; pair < size; pair += 1) {
      if (random.uniform() < share) up[g] = (up[g] ?? 0) + 1;
      else if (random.uniform() < back) down[g] = (down[g] ?? 0) + 1;
    }
  }
  const sizes = new Float64Array(clusters).fill(size);
  const net = { sizes, sums: up.map((each, g) => each - (down[g] ?? 0)) };
  return { net, difference: pairedDifference([net], { range: 1 }), spread: changeSpread(sizes, up, down) };
}

describe('equivalence of two rates', () => {
  it('is shown in at most 7 of 100 studies whose difference is as large as the margin', () => {
    const rows = designs.flatMap(({ clusters, size }) =>
      [0.05, 0.15, 0.3].flatMap((correlation) =>
        [0, 0.02].map((back) => {
          // A pair changes back only where it did not change: back · (1 - change) is subtracted.
          const change = (margin + back) / (1 + back);
          const random = new RandomValues(Math.round(1000 * (correlation + back)) + clusters);
          let [plain, shown] = [0, 0];
          for (let study = 0; study < studies; study += 1) {
            const { difference, spread } = draw(random, { clusters, size, change, back, correlation });
            if (equivalence(difference, margin)?.equivalent) plain += 1;
            if (rateEquivalence(difference, spread, margin)?.equivalent) shown += 1;
          }
          const share = (count: number) => count / studies;
          return { clusters, size, correlation, back, 'observed error': share(plain), shown: share(shown) };
        }),
      ),
    );
    console.table(rows);
    for (const { shown } of rows) expect(shown).toBeLessThanOrEqual(0.07);
  }, 300_000);

  it('is shown in most studies of many clusters without a difference', () => {
    const random = new RandomValues(1);
    let shown = 0;
    for (let study = 0; study < 300; study += 1) {
      const setting = { clusters: 400, size: 1, change: 0.02, back: 0.0204, correlation: 0 };
      const { difference, spread } = draw(random, setting);
      if (rateEquivalence(difference, spread, margin)?.equivalent) shown += 1;
    }
    expect(shown / 300).toBeGreaterThan(0.9);
  }, 60_000);
});

describe('the smallest detectable change', () => {
  it('is found by the sign-flip test in about 80 of 100 studies or more, also where a first study saw hardly a change', () => {
    const rows = designs
      .filter(({ clusters }) => clusters > 30)
      .flatMap(({ clusters, size }) =>
        [0, 0.15].flatMap((correlation) => {
          const random = new RandomValues(clusters + Math.round(100 * correlation));
          const first = draw(random, { clusters, size, change: 0.01, back: 0, correlation });
          const change = detectableChange(first.difference, first.spread, { tests: 1 });
          if (change === null) return [];
          let found = 0;
          for (let study = 0; study < 300; study += 1) {
            const { net } = draw(random, { clusters, size, change, back: 0, correlation });
            if ((signFlipTest([net]).p ?? 1) < 0.05) found += 1;
          }
          return [{ clusters, size, correlation, change, found: found / 300 }];
        }),
      );
    console.table(rows);
    expect(rows.length).toBeGreaterThan(6);
    for (const { found } of rows) expect(found).toBeGreaterThanOrEqual(0.72);
  }, 120_000);
});
