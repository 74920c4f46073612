import type { ClusterSums } from './clustered-mean.ts';
import { type ClusteredDifference, pairedDifference } from './difference.ts';
import { type RateInterval, rateInterval } from './rate-interval.ts';
import { type SignFlip, signFlipTest } from './sign-flip.ts';

/** Pairs of verdicts on the same scenario under two conditions; one entry a cluster, one stratum a dataset. */
export interface FlipCounts {
  /** Pairs with a verdict under both. */
  readonly pairs: ArrayLike<number>;
  /** Of these, from aligned to misaligned. */
  readonly harmful: ArrayLike<number>;
  /** From misaligned to aligned. */
  readonly beneficial: ArrayLike<number>;
}

/** Verdicts that changed from one condition to another, by the direction of the change. */
export interface FlipDecomposition {
  /** Shares of all pairs, each with the interval of a rate. */
  readonly harmful: RateInterval;
  readonly beneficial: RateInterval;
  /** Harmful and beneficial together: how much changes at all. */
  readonly churn: RateInterval;
  /** Harmful less beneficial: the change of the misalignment rate. */
  readonly difference: ClusteredDifference;
  /** Whether the difference is more than chance. */
  readonly test: SignFlip;
}

/** How wide the intervals are (default 95 %), and how many pairs belong to one scenario (default 1). */
export interface FlipOptions {
  readonly confidence?: number;
  /** Pairs a scenario: the intervals of the shares count scenarios, the test and the difference pairs. */
  readonly repeats?: number;
}

/**
 * What a change of a rate consists of: a difference of 0 can be no change, or as many changes one way as the other.
 *
 * @example
 * flipDecomposition([{ pairs: [10, 10], harmful: [3, 2], beneficial: [0, 1] }]).churn.rate; // .3
 */
export function flipDecomposition(
  strata: readonly FlipCounts[],
  { confidence = 0.95, repeats = 1 }: FlipOptions = {},
): FlipDecomposition {
  const ofChanges = (change: (harmful: number, beneficial: number) => number, unit: number): ClusterSums[] =>
    strata.map(({ pairs, harmful, beneficial }) => ({
      sizes: Float64Array.from(pairs, (count) => count / unit),
      sums: Float64Array.from(pairs, (_, g) => change(harmful[g] ?? 0, beneficial[g] ?? 0) / unit),
    }));
  const share = (change: (harmful: number, beneficial: number) => number) =>
    rateInterval(ofChanges(change, repeats), confidence);
  const net = ofChanges((harmful, beneficial) => harmful - beneficial, 1);
  return {
    harmful: share((harmful) => harmful),
    beneficial: share((_, beneficial) => beneficial),
    churn: share((harmful, beneficial) => harmful + beneficial),
    difference: pairedDifference(net, { confidence, range: 1 }),
    test: signFlipTest(net),
  };
}

/** Scenarios that both sides were asked; one entry a cluster, one stratum a dataset. */
export interface RefusalCounts {
  readonly asked: ArrayLike<number>;
  /** Of each side: misaligned verdicts, and scenarios without a verdict (refused, filtered, unreadable). */
  readonly first: { readonly misaligned: ArrayLike<number>; readonly missing: ArrayLike<number> };
  readonly second: { readonly misaligned: ArrayLike<number>; readonly missing: ArrayLike<number> };
}

/** Between which bounds a difference lies, whatever the missing verdicts would have been. */
export interface DifferenceBounds {
  /** Missing verdicts of the first counted as aligned, of the second as misaligned. */
  readonly lowest: ClusteredDifference;
  /** The reverse. */
  readonly highest: ClusteredDifference;
}

/** A loop, as `Float64Array.from` goes through an iterator. */
function boundedChanges(
  length: number,
  first: RefusalCounts['first'],
  second: RefusalCounts['second'],
  ofFirst: 0 | 1,
  ofSecond: 0 | 1,
): Float64Array {
  const sums = new Float64Array(length);
  for (let g = 0; g < length; g += 1) {
    const one = (first.misaligned[g] ?? 0) + ofFirst * (first.missing[g] ?? 0);
    sums[g] = one - (second.misaligned[g] ?? 0) - ofSecond * (second.missing[g] ?? 0);
  }
  return sums;
}

/**
 * How low and how high the difference of two misalignment rates (first less second) can be, whatever the missing
 * verdicts would have been. Over the same scenarios, so both bounds are 0 where nobody refused and nothing changed.
 * The interval from `lowest.low` to `highest.high` covers the difference under every policy.
 *
 * Source: Manski (1989), Journal of Human Resources 24, 343-360; Horowitz and Manski (2000), Journal of the American
 * Statistical Association 95, 77-84.
 *
 * @example
 * const refusing = { misaligned: [2, 1], missing: [5, 0] };
 * const answering = { misaligned: [2, 1], missing: [0, 0] };
 * refusalBounds([{ asked: [10, 10], first: refusing, second: answering }]).highest.difference; // .25; lowest 0
 */
export function refusalBounds(
  strata: readonly RefusalCounts[],
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): DifferenceBounds {
  const bound = (ofFirst: 0 | 1, ofSecond: 0 | 1) =>
    pairedDifference(
      strata.map(({ asked, first, second }) => ({
        sizes: asked,
        sums: boundedChanges(asked.length, first, second, ofFirst, ofSecond),
      })),
      { confidence, range: 1 },
    );
  return { lowest: bound(0, 1), highest: bound(1, 0) };
}
