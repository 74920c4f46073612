import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { rateInterval } from '../../src/stats/clusters/rate-interval.ts';
import { wilsonInterval } from '../../src/stats/rates/wilson-interval.ts';

const designs = [
  { clusters: 25, size: 72 },
  { clusters: 150, size: 40 },
];
const correlations = [0.05, 0.15, 0.3];
const rates = [0.01, 0.03, 0.1, 0.3, 0.5];
/** The share has a standard error of about 1 point near 90 %, so the bounds leave three of them to the truth. */
const studies = 2000;

/** The shares of studies whose interval contains the true rate: on the effective size, and plain Wilson. */
function coverage(clusters: number, size: number, rate: number, correlation: number) {
  const random = new RandomValues(Math.round(1e6 * rate) + Math.round(1000 * correlation) + clusters);
  const sizes = new Array<number>(clusters).fill(size);
  const contains = (interval: { low: number | null; high: number | null } | null) =>
    (interval?.low ?? 1) <= rate && rate <= (interval?.high ?? 0);
  let [covered, plainCovered] = [0, 0];
  for (let study = 0; study < studies; study += 1) {
    const sums = sizes.map(() => random.binomial(size, random.clusterRate(rate, correlation)));
    if (contains(rateInterval([{ sizes, sums }]))) covered += 1;
    const total = sums.reduce((sum, count) => sum + count, 0);
    if (contains(wilsonInterval(total, clusters * size))) plainCovered += 1;
  }
  return { covered: covered / studies, plainCovered: plainCovered / studies };
}

describe('coverage of the interval of a rate', () => {
  it.each(designs)(
    'of $clusters clusters of $size contains the true rate in at least 90 % of studies from rate .1, 78 % at .01',
    ({ clusters, size }) => {
      const rows = correlations.flatMap((correlation) =>
        rates.map((rate) => ({ correlation, rate, ...coverage(clusters, size, rate, correlation) })),
      );
      console.table(rows);
      for (const { rate, covered } of rows) expect(covered).toBeGreaterThanOrEqual(rate < 0.1 ? 0.78 : 0.9);
    },
    120_000,
  );
});
