import { normalQuantile } from '../distributions/normal.ts';

/** The bounds of an interval, in the unit of what it is of: for a rate from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The Wilson score interval of a proportion, for independent trials:
 * (k + z²/2 ± z sqrt(k (n - k) / n + z²/4)) / (n + z²). Null where there were no trials.
 *
 * Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
 *
 * @example
 * wilsonInterval(17, 20); // { low: .6396, high: .9476 }
 * wilsonInterval(0, 0); // null
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval | null {
  if (trials === 0) return null;
  const z = normalQuantile(0.5 + confidence / 2);
  const square = z * z;
  const middle = successes + square / 2;
  const reach = z * Math.sqrt((successes * (trials - successes)) / trials + square / 4);
  return {
    // At the ends the formula is exactly 0 and 1; rounding must not move it beyond or short of that.
    low: successes === 0 ? 0 : (middle - reach) / (trials + square),
    high: successes === trials ? 1 : (middle + reach) / (trials + square),
  };
}
