import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { rateInterval } from '../../src/stats/clusters/rate-interval.ts';
import { levelVariance } from '../../src/stats/variance/level-variance.ts';

/** The shares of studies whose interval contains the rate over all wordings there could be, .5: with and without their variance. */
function coverage(wordings: number, spread: number, studies: number) {
  const random = new RandomValues(100 * wordings + Math.round(1000 * spread));
  let [covered, without] = [0, 0];
  for (let study = 0; study < studies; study += 1) {
    const shifts = Array.from({ length: wordings }, () => spread * random.normal());
    const sums = shifts.map(() => new Float64Array(60));
    for (let cluster = 0; cluster < 60; cluster += 1) {
      const own = random.normal();
      for (let scenario = 0; scenario < 6; scenario += 1) {
        const difficulty = own + random.normal();
        for (const [w, shift] of shifts.entries()) {
          const one = sums[w];
          if (one !== undefined && difficulty + shift + random.normal() > 0)
            one[cluster] = (one[cluster] ?? 0) + 1;
        }
      }
    }
    const sizes = new Float64Array(60).fill(6);
    const mean = Float64Array.from(
      sizes,
      (_, g) => sums.reduce((sum, one) => sum + (one[g] ?? 0), 0) / wordings,
    );
    const contains = ({ low, high }: { low: number | null; high: number | null }) =>
      (low ?? 1) <= 0.5 && 0.5 <= (high ?? 0);
    const further = levelVariance(sums.map((one) => ({ sizes, sums: one })));
    if (contains(rateInterval([{ sizes, sums: mean }], 0.95, further))) covered += 1;
    if (contains(rateInterval([{ sizes, sums: mean }]))) without += 1;
  }
  return { wordings, spread, covered: covered / studies, without: without / studies };
}

describe('the interval of a rate over several wordings', () => {
  it('contains the rate over all wordings in at least 90 % of studies, and without their variance does not', () => {
    const rows = [3, 5].flatMap((wordings) =>
      [0, 0.1, 0.3, 0.6].map((spread) => coverage(wordings, spread, 500)),
    );
    console.table(rows);
    for (const { covered } of rows) expect(covered).toBeGreaterThanOrEqual(0.9);
    expect(Math.min(...rows.map(({ without }) => without))).toBeLessThan(0.6);
  }, 600_000);
});
