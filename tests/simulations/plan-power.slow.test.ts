import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { signFlipTest } from '../../src/stats/clusters/sign-flip.ts';
import { planComparison } from '../../src/stats/planning/plan-comparison.ts';

interface Truth {
  readonly difference: number;
  /** The share of scenarios that change either way. */
  readonly changing: number;
  /** Standard deviation of the clusters' mean differences. */
  readonly spread: number;
  readonly clusters: number;
}

/** The share of studies of the planned size in which the sign-flip test finds the difference. */
function power(
  { difference, changing, spread, clusters }: Truth,
  scenarios: number,
  studies: number,
): number {
  const random = new RandomValues(Math.round(1000 * difference) + clusters);
  const size = Math.max(1, Math.round(scenarios / clusters));
  const drawn = Math.min(clusters, scenarios);
  let found = 0;
  for (let study = 0; study < studies; study += 1) {
    const sums = Array.from({ length: drawn }, () => {
      const mean = difference + spread * random.normal();
      const up = Math.min(1, Math.max(0, (changing + mean) / 2));
      const down = Math.min(1 - up, Math.max(0, (changing - mean) / 2));
      let sum = 0;
      for (let i = 0; i < size; i += 1) {
        const draw = random.uniform();
        sum += draw < up ? 1 : draw < up + down ? -1 : 0;
      }
      return sum;
    });
    const { p } = signFlipTest([{ sizes: sums.map(() => size), sums }]);
    if (p !== null && p < 0.05) found += 1;
  }
  return found / studies;
}

describe('a planned comparison', () => {
  it.each([
    { difference: 0.08, changing: 0.3, spread: 0.1, clusters: 100 },
    { difference: 0.05, changing: 0.4, spread: 0.05, clusters: 150 },
    { difference: 0.15, changing: 0.4, spread: 0.1, clusters: 25 },
  ])(
    'finds a difference of $difference in $clusters clusters in 74 to 88 % of studies, as planned for 80 %',
    (truth) => {
      const { difference, changing, spread, clusters } = truth;
      const components = {
        cluster: spread ** 2,
        scenario: changing - difference ** 2 - spread ** 2,
        wording: 0,
      };
      const goal = { difference, power: 0.8, tests: 1 };
      const { scenarios } = planComparison(components, goal, { scenarios: 100_000, clusters });
      const found = power(truth, scenarios ?? 0, 1000);
      console.log(truth, scenarios, found);
      expect(found).toBeGreaterThanOrEqual(0.74);
      expect(found).toBeLessThanOrEqual(0.88);
    },
    600_000,
  );
});
