import { betaShare, studentQuantile } from './distributions.ts';

/** A difference of rates, with what its changes say of its standard error. */
export interface RateDifference {
  readonly difference: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number;
  readonly n: number;
  readonly clusters: number;
  readonly toUnbiased: number;
  readonly toBiased: number;
  readonly effectiveChangedClusters: number;
}

/** (Σ|d|)² / Σd²; 0 where nothing changed. */
export function effectiveNumber(changes: readonly number[]): number {
  const sum = changes.reduce((total, each) => total + Math.abs(each), 0);
  return sum === 0 ? 0 : sum ** 2 / changes.reduce((total, each) => total + each ** 2, 0);
}

/** The standard error with the variance of a change of this size; a cluster changes as a whole where few are known to change. */
export function errorOf(change: RateDifference, size: number): number | null {
  if (change.standardError === null || change.difference === null) return null;
  const rarer = change.n === 0 ? 0 : Math.min(change.toUnbiased, change.toBiased) / change.n;
  const changed = change.n === 0 ? 0 : (change.toUnbiased + change.toBiased) / change.n;
  const seen = changed - change.difference ** 2;
  const supposed = size + 2 * rarer - size ** 2;
  const scaled =
    seen > 0 && supposed > seen ? change.standardError * Math.sqrt(supposed / seen) : change.standardError;
  if (change.effectiveChangedClusters >= 15) return scaled;
  return Math.max(scaled, Math.sqrt((size - size ** 2) / change.clusters));
}

/** The smallest change that is found in four of five studies; infinite where there is none. */
export function smallestFound(change: RateDifference, tests: number): number {
  if (change.standardError === null || change.degreesOfFreedom <= 0) return Infinity;
  const level = 0.05 / tests;
  const factor =
    studentQuantile(change.degreesOfFreedom, level / 2) + studentQuantile(change.degreesOfFreedom, 0.2);
  const bySpread = from((size) => size >= factor * (errorOf(change, size) ?? Infinity));
  if (change.effectiveChangedClusters >= 15) return bySpread;
  let needed = 1;
  while (2 ** (1 - needed) > level) needed += 1;
  if (needed > change.clusters) return Infinity;
  // That at least so many of the clusters change: a tail of the binomial distribution is a share of the beta distribution.
  return Math.max(
    bySpread,
    from((share) => betaShare(share, needed, change.clusters - needed + 1) >= 0.8),
  );
}

/** From where on between 0 and 1; infinite where it does not hold at 1. */
function from(holds: (value: number) => boolean): number {
  if (!holds(1)) return Infinity;
  let [low, high] = [0, 1];
  while (high - low > 1e-15) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
