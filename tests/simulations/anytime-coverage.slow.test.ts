import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { AnytimeInterval } from '../../src/stats/sequential/anytime-interval.ts';

interface Design {
  readonly clusters: number;
  readonly largest: number;
  readonly rate: number;
  readonly correlation: number;
}

/** The share of studies in which the mean of all clusters is in the interval after each of them. */
function alwaysCovered({ clusters, largest, rate, correlation }: Design, studies: number): number {
  const random = new RandomValues(clusters * 1000 + Math.round(100 * rate));
  let covered = 0;
  for (let study = 0; study < studies; study += 1) {
    const population = Array.from({ length: clusters }, () => {
      const size = 1 + Math.floor(largest * random.uniform());
      return { size, sum: random.binomial(size, random.clusterRate(rate, correlation)) };
    });
    const total = (of: 'size' | 'sum') => population.reduce((sum, cluster) => sum + cluster[of], 0);
    const mean = total('sum') / total('size');
    const sequence = new AnytimeInterval({ clusters, largest });
    // They were made independently and alike, so that their order is a random one.
    const isCovered = population.every((cluster) => {
      sequence.add(cluster);
      const { low, high } = sequence.bounds;
      return low - 0.001 <= mean && mean <= high + 0.001;
    });
    if (isCovered) covered += 1;
  }
  return covered / studies;
}

describe('the anytime-valid interval', () => {
  it.each([
    { clusters: 60, largest: 1, rate: 0.3, correlation: 0 },
    { clusters: 150, largest: 40, rate: 0.1, correlation: 0.3 },
    { clusters: 60, largest: 72, rate: 0.5, correlation: 0.3 },
    { clusters: 200, largest: 4, rate: 0.03, correlation: 0.2 },
  ])(
    'contains the mean at all times in at least 95 % of studies: $clusters clusters of up to $largest, rate $rate',
    (design) => {
      const covered = alwaysCovered(design, 400);
      console.log(design, covered);
      expect(covered).toBeGreaterThanOrEqual(0.95);
    },
    900_000,
  );
});
