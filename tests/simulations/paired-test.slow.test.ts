import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { signFlipTest } from '../../src/stats/clusters/sign-flip.ts';
import { mcnemarTest } from '../../src/stats/significance/mcnemar-test.ts';

const level = 0.05;
const correlations = [0.05, 0.15, 0.3];
const studies = 2000;
/** Twenty sizes from 1 to 500, each about 1.4 times the one before, three clusters of each. */
const uneven = Array.from({ length: 60 }, (_, g) => Math.round(500 ** ((g % 20) / 19)));
const designs = [
  ['25 × 72', new Array<number>(25).fill(72)],
  ['150 × 40', new Array<number>(150).fill(40)],
  ['60 of 1 to 500', uneven],
] as const;

interface Setting {
  readonly sizes: readonly number[];
  /** Share of verdicts of the two conditions, and the correlation of two verdicts of a cluster and condition. */
  readonly rates: readonly [number, number];
  readonly correlation: number;
  readonly seed: number;
  readonly studies?: number;
}

/** How many clusters change on average, and the shares of studies in which each test rejects. */
function simulate({ sizes, rates, correlation, seed, studies: count = studies }: Setting) {
  const random = new RandomValues(seed);
  let [changed, signFlip, mcnemar] = [0, 0, 0];
  for (let study = 0; study < count; study += 1) {
    let [toUnbiased, toBiased] = [0, 0];
    const sums = sizes.map((size) => {
      const [before, after] = rates.map((rate) => random.clusterRate(rate, correlation));
      let net = 0;
      for (let scenario = 0; scenario < size; scenario += 1) {
        const unbiased = random.uniform() < (before ?? 0);
        if (unbiased === random.uniform() < (after ?? 0)) continue;
        net += unbiased ? -1 : 1;
        if (unbiased) toBiased += 1;
        else toUnbiased += 1;
      }
      return net;
    });
    const test = signFlipTest([{ sizes, sums }]);
    changed += test.changed;
    if ((test.p ?? 1) < level) signFlip += 1;
    if (mcnemarTest(toUnbiased, toBiased) < level) mcnemar += 1;
  }
  return { changed: changed / count, signFlip: signFlip / count, mcnemar: mcnemar / count };
}

describe('the sign-flip test over clusters', () => {
  it.each(designs)(
    'finds a difference where there is none in .5 to 6 of 100 studies of %s',
    (design, sizes) => {
      const rows = correlations.flatMap((correlation) =>
        [0.01, 0.03, 0.1, 0.3, 0.5].map((rate) => {
          const seed = Math.round(1e6 * rate) + Math.round(1000 * correlation) + sizes.length;
          const shares = simulate({ sizes, rates: [rate, rate], correlation, seed });
          return { design, correlation, rate, ...shares };
        }),
      );
      console.table(rows);
      for (const { changed, signFlip } of rows) {
        expect(signFlip).toBeLessThanOrEqual(0.06);
        if (changed >= 10) expect(signFlip).toBeGreaterThanOrEqual(0.005);
      }
    },
    120_000,
  );

  it('finds differences less often than McNemar’s test, which also finds them where there are none', () => {
    const rows = designs.flatMap(([design, sizes]) =>
      [0, 0.05, 0.15, 0.3].flatMap((correlation) =>
        [0, 0.05, 0.1, 0.2].map((effect) => {
          const seed = Math.round(1000 * effect) + Math.round(100 * correlation) + sizes.length;
          const rates = [0.2, 0.2 + effect] as const;
          const { signFlip, mcnemar } = simulate({ sizes, rates, correlation, seed, studies: 600 });
          return { design, correlation, effect, signFlip, mcnemar };
        }),
      ),
    );
    console.table(rows);
    for (const { correlation, effect, signFlip, mcnemar } of rows) {
      if (effect === 0) expect(signFlip).toBeLessThanOrEqual(0.08);
      if (effect === 0 && correlation >= 0.15) expect(mcnemar).toBeGreaterThan(0.2);
      // Without correlation McNemar's test is valid, and little is lost by not relying on that.
      if (correlation === 0 && effect >= 0.1) expect(signFlip).toBeGreaterThan(0.95);
      if (effect > 0) expect(signFlip).toBeLessThanOrEqual(mcnemar + 0.03);
    }
  }, 120_000);
});
