import type { NoInterval } from '../clusters/clustered-mean.ts';
import { criticalT } from '../clusters/critical-t.ts';

/** An estimate with its interval, or why there is none. */
export interface IndexInterval {
  /** Null where undefined. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly clusters: number;
  readonly missing: NoInterval | null;
}

/** How much an estimate varies, from its clusters' influences. */
export interface InfluenceSpread {
  readonly standardError: number;
  /** Of t; fewer than the clusters allow where few of them make up the spread. */
  readonly degreesOfFreedom: number;
}

/**
 * The standard error of an estimate from the influence of its clusters (what the estimate would change by, to first
 * order, if a cluster counted more), SE² = Σ_h G_h/(G_h - 1) Σ_g (ψ_g - ψ̄_h)² over the strata h, and the degrees of
 * freedom 2 G/(κ - 1) - 1, between 1 and Σ (G_h - 1), κ = G Σ ψ⁴ / (Σ ψ²)² the kurtosis of the centred influences. With
 * normal influences it is about G - 1; where a rare outcome falls into few clusters it is near 1, and t as wide as it
 * has to be. Null with fewer than two clusters in a stratum.
 *
 * Source: influence: Binder (1983), International Statistical Review 51, 279-292; degrees of freedom by matching the
 * variance of SE², Satterthwaite (1946), Biometrics Bulletin 2, 110-114, which for a sample of kurtosis κ is
 * σ⁴ (κ - 1)/G.
 */
export function influenceSpread(strata: readonly Float64Array[]): InfluenceSpread | null {
  let [clusters, most, variance, second, fourth] = [0, 0, 0, 0, 0];
  for (const influences of strata) {
    const size = influences.length;
    if (size === 0) continue;
    if (size === 1) return null;
    let sum = 0;
    for (let g = 0; g < size; g += 1) sum += influences[g] ?? 0;
    let squares = 0;
    for (let g = 0; g < size; g += 1) {
      const square = ((influences[g] ?? 0) - sum / size) ** 2;
      squares += square;
      fourth += square * square;
    }
    clusters += size;
    most += size - 1;
    second += squares;
    variance += (size / (size - 1)) * squares;
  }
  if (clusters === 0) return null;
  const kurtosis = second === 0 ? 1 : (clusters * fourth) / second ** 2;
  // A kurtosis is at least 1, but for rounding.
  const matched = (2 * clusters) / Math.max(1e-12, kurtosis - 1) - 1;
  const standardError = Math.sqrt(variance);
  return {
    // What is 0 but for rounding would claim certainty.
    standardError: standardError < negligible ? 0 : standardError,
    degreesOfFreedom: Math.min(most, Math.max(1, matched)),
  };
}

/** Influences are of the size of shares. */
const negligible = 1e-12;

/** A scale on which an estimate is more nearly normal, and the way back. */
export interface Scale {
  readonly to: (estimate: number) => number;
  readonly from: (value: number) => number;
  /** The derivative of `to`. */
  readonly slope: (estimate: number) => number;
}

export const identityScale: Scale = { to: (value) => value, from: (value) => value, slope: () => 1 };

/** Fisher's z, for coefficients from -1 to 1. */
export const fisherScale: Scale = {
  to: Math.atanh,
  from: Math.tanh,
  slope: (value) => 1 / (1 - value * value),
};

/** `from(to(estimate) ± t · slope · SE)`. */
export function boundsOf(
  estimate: number,
  { standardError, degreesOfFreedom }: InfluenceSpread,
  { to, from, slope }: Scale,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const reach = criticalT(0.5 - confidence / 2, degreesOfFreedom) * slope(estimate) * standardError;
  return { low: from(to(estimate) - reach), high: from(to(estimate) + reach) };
}

/** In how many clusters something occurs. */
export function clustersWith(strata: readonly ArrayLike<number>[]): number {
  let count = 0;
  for (const values of strata)
    for (let g = 0; g < values.length; g += 1) if ((values[g] ?? 0) > 0) count += 1;
  return count;
}
