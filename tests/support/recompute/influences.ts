import { studentQuantile } from './distributions.ts';

/** What a cluster adds to an estimate. */
export interface Influence {
  readonly cluster: string;
  readonly value: number;
  readonly stratum?: string;
}

/** Summed by cluster and centred by stratum; null with fewer than two clusters in a stratum. */
function centred(influences: readonly Influence[]): number[][] | null {
  const strata = [...Map.groupBy(influences, ({ stratum = '' }) => stratum).values()].map((own) =>
    [...Map.groupBy(own, ({ cluster }) => cluster).values()].map((group) =>
      group.reduce((sum, { value }) => sum + value, 0),
    ),
  );
  if (strata.length === 0 || strata.some(({ length }) => length < 2)) return null;
  return strata.map((sums) => {
    const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
    return sums.map((value) => value - mean);
  });
}

/**
 * Standard error from the influences, and degrees of freedom min(Σ(G_h − 1), 2G/(κ − 1) − 1), at least 1, κ the
 * kurtosis of the centred influences.
 */
export function spreadOf(influences: readonly Influence[]) {
  const strata = centred(influences);
  if (strata === null) return { standardError: null, degreesOfFreedom: 0 };
  const sumOf = (power: number) => strata.flat().reduce((sum, value) => sum + value ** power, 0);
  const clusters = strata.flat().length;
  const kurtosis = (clusters * sumOf(4)) / sumOf(2) ** 2;
  const variance = strata.reduce(
    (sum, own) =>
      sum + (own.length / (own.length - 1)) * own.reduce((total, value) => total + value * value, 0),
    0,
  );
  const standardError = Math.sqrt(variance);
  return {
    standardError: standardError < 1e-12 ? 0 : standardError,
    degreesOfFreedom: Math.min(
      clusters - strata.length,
      Math.max(1, (2 * clusters) / Math.max(1e-12, kurtosis - 1) - 1),
    ),
  };
}

/** A t interval on a scale on which the estimate is more nearly normal, and back. */
export function scaledInterval(
  estimate: number,
  influences: readonly Influence[],
  scale: { to(value: number): number; from(value: number): number; slope(value: number): number },
) {
  const { standardError, degreesOfFreedom } = spreadOf(influences);
  const reach = studentQuantile(degreesOfFreedom) * scale.slope(estimate) * (standardError ?? Number.NaN);
  return { low: scale.from(scale.to(estimate) - reach), high: scale.from(scale.to(estimate) + reach) };
}

export const plainScale = { to: (x: number) => x, from: (x: number) => x, slope: () => 1 };
export const fisherScale = { to: Math.atanh, from: Math.tanh, slope: (x: number) => 1 / (1 - x * x) };
