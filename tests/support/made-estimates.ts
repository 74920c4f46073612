import type { PairedChange } from '../../src/measures/inputs/paired-change.ts';
import type { RateEstimate } from '../../src/measures/inputs/verdict-sums.ts';

/** A rate of 100 scenarios in 20 clusters, `reach` of interval each way. */
export function madeRate(rate: number, reach = 0.1): RateEstimate {
  return {
    rate,
    low: rate - reach,
    high: rate + reach,
    n: 100,
    clusters: 20,
    effectiveN: 60,
    noInterval: null,
  };
}

const none: RateEstimate = {
  rate: null,
  low: null,
  high: null,
  n: 0,
  clusters: 0,
  effectiveN: null,
  noInterval: 'no-observations',
};

/** A difference over 100 pairs in 20 clusters that the sign-flip test gave this p, the only one of its family. */
export function madeChange(difference: number, p: number, more: Partial<PairedChange> = {}): PairedChange {
  return {
    difference,
    standardError: 0.05,
    degreesOfFreedom: 19,
    low: difference - 0.1,
    high: difference + 0.1,
    noInterval: null,
    n: 100,
    clusters: 20,
    toUnbiased: 15,
    toBiased: 5,
    test: 'sign-flip',
    p,
    pHolm: p,
    family: { name: 'made: all of them on letters', tests: 1, smallestDetectable: 0.147 },
    changedClusters: 12,
    effectiveChangedClusters: 10,
    tooFewClusters: false,
    harmful: none,
    beneficial: none,
    churn: none,
    lowest: { difference: null, low: null, high: null },
    highest: { difference: null, low: null, high: null },
    equivalence: null,
    ...more,
  };
}
