import { studentTTail } from '../distributions/student-t.ts';

/** A sample by its summary. */
export interface SampleSummary {
  readonly mean: number;
  /** With n - 1 below. */
  readonly variance: number;
  readonly n: number;
}

/**
 * Whether two means differ by less than a margin, with what that rests on. All but the p value in the unit of the
 * means.
 */
export interface Equivalence {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** The 1 - 2 alpha interval of the difference: equivalent exactly where it lies within the margin. */
  readonly low: number;
  readonly high: number;
  /** The larger of the two one-sided p values. */
  readonly p: number;
  readonly equivalent: boolean;
}

/**
 * Two one-sided tests (TOST): whether two independent means differ by less than `margin` either way. A large p
 * says that the data do not show it, not that the means differ. Unequal variances (Welch), degrees of freedom
 * of Satterthwaite. Null where a sample has fewer than two values, and where neither varies.
 *
 * Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
 *
 * @example
 * const first = { mean: 0.5, variance: 0.01, n: 50 };
 * const second = { mean: 0.51, variance: 0.01, n: 50 };
 * equivalenceTest(first, second, 0.1); // difference -.01, SE .02, within -.0432 to .0232: equivalent
 */
export function equivalenceTest(
  first: SampleSummary,
  second: SampleSummary,
  margin: number,
  alpha = 0.05,
): Equivalence | null {
  if (first.n < 2 || second.n < 2) return null;
  const [ofFirst, ofSecond] = [first.variance / first.n, second.variance / second.n];
  const squared = ofFirst + ofSecond;
  if (squared === 0) return null;
  const degreesOfFreedom = squared ** 2 / (ofFirst ** 2 / (first.n - 1) + ofSecond ** 2 / (second.n - 1));
  const standardError = Math.sqrt(squared);
  const difference = first.mean - second.mean;
  const tail = (t: number) => studentTTail(t, degreesOfFreedom);
  const p = Math.max(
    tail((difference + margin) / standardError),
    tail((margin - difference) / standardError),
  );
  const reach = criticalValue(alpha, tail) * standardError;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    low: difference - reach,
    high: difference + reach,
    p,
    equivalent: p < alpha,
  };
}

/** The t whose upper tail is alpha, by halving: the degrees of freedom need not be whole. */
function criticalValue(alpha: number, tail: (t: number) => number): number {
  let [low, high] = [0, 1];
  while (tail(high) > alpha) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (tail(middle) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
