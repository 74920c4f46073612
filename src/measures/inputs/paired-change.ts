import type { ClusterSums, NoInterval } from '../../stats/clusters/clustered-mean.ts';
import {
  type ClusteredDifference,
  pairedDifference,
  welchDifference,
} from '../../stats/clusters/difference.ts';
import { refusalBounds } from '../../stats/clusters/flip-decomposition.ts';
import {
  type ChangeSpread,
  changeSpread,
  detectableChange,
  rateEquivalence,
  rateSpread,
} from '../../stats/clusters/rate-change.ts';
import { signFlipTest, tooFewChanged } from '../../stats/clusters/sign-flip.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { significanceLevel } from '../../tables/format.ts';
import type { ClusterGroups } from './clusters.ts';
import type { PairSums } from './pair-sums.ts';
import { clustersOf, type RateEstimate, rateEstimate } from './verdict-sums.ts';

/** A difference of two rates with its 95 % t interval over clusters. */
export interface BoundedDifference {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two one-sided tests whether a difference is smaller than a margin, either way. */
export interface EquivalenceResult {
  /** .05 is five points. */
  readonly margin: number;
  readonly p: number;
  /** The 90 % interval of the difference. */
  readonly low: number;
  readonly high: number;
  readonly equivalent: boolean;
}

/** The tests that are adjusted together. */
export interface Family {
  readonly name: string;
  readonly tests: number;
  /**
   * The smallest difference that the study detects with 80 % power at .05 / tests, the median of its members, see
   * `detectableChange`; null where none would be large enough, or without a standard error.
   */
  readonly smallestDetectable: number | null;
}

/**
 * How a misalignment rate differs between two conditions on the same scenarios: the first less the second.
 * `difference` = (toUnbiased - toBiased) / n over the pairs with a verdict under both.
 */
export interface PairedChange extends BoundedDifference {
  readonly standardError: number | null;
  readonly degreesOfFreedom: number;
  /** Why there is no interval; null where there is one. */
  readonly noInterval: NoInterval | null;
  /** Pairs; where nothing pairs (`welch`) scenarios of both sides. */
  readonly n: number;
  readonly clusters: number;
  readonly toUnbiased: number;
  readonly toBiased: number;
  /**
   * `sign-flip`: exact, over clusters. `t`: with so many changed clusters that both agree. `welch`: no scenario in
   * common. Null where nothing was tested.
   */
  readonly test: 'sign-flip' | 't' | 'welch' | null;
  readonly p: number | null;
  /** Adjusted by Holm within `family`; null outside of every family. */
  readonly pHolm: number | null;
  readonly family: Family | null;
  /** Clusters with a net change. */
  readonly changedClusters: number;
  /** In how many clusters all changes would be if each had as many; without shared scenarios, those of the rarer verdict. */
  readonly effectiveChangedClusters: number;
  /** However these clusters had changed, the test could not have found anything. */
  readonly tooFewClusters: boolean;
  /** Shares of the scenarios with a pair: to unbiased, to biased, and both together. */
  readonly harmful: RateEstimate;
  readonly beneficial: RateEstimate;
  readonly churn: RateEstimate;
  /** Whatever the missing verdicts would have been: those of the first aligned, of the second misaligned; the reverse. */
  readonly lowest: BoundedDifference;
  readonly highest: BoundedDifference;
  /** Null where the difference has no standard error above 0. */
  readonly equivalence: EquivalenceResult | null;
}

/** Differences of less than this, five points, are called none where nothing else is asked for. */
export const defaultRateMargin = 0.05;

/**
 * What the pairs of one cell say, not yet adjusted for other comparisons: the exact sign-flip test over clusters, the
 * clustered t interval, the changes both ways, bounds by opposite refusal policies and the equivalence test. For any
 * two conditions: an attack and none, two models, two prompt packs.
 *
 * Source: Hemerik, Goeman and Finos (2020); Miller (2024), arXiv 2411.00640; Schuirmann (1987); Manski (1989).
 */
export function pairedChange(
  sums: PairSums,
  groups: ClusterGroups,
  cell: number,
  margin = defaultRateMargin,
): PairedChange {
  const part = (sizes: Float64Array, values: Float64Array) => clustersOf(sizes, values, groups, cell);
  const { sizes, sums: toUnbiased } = part(sums.pairs, sums.toUnbiased);
  const toBiased = part(sums.pairs, sums.toBiased).sums;
  const net = { sizes, sums: combined(toUnbiased, toBiased, -1) };
  const difference = pairedDifference([net], { range: 1 });
  const { p, method, changed } = signFlipTest([net]);
  const spread = changeSpread(sizes, toUnbiased, toBiased);
  const harmful = part(sums.scenarios, sums.harmful);
  const beneficial = part(sums.scenarios, sums.beneficial);
  return {
    ...fields(difference),
    toUnbiased: total(toUnbiased),
    toBiased: total(toBiased),
    test: p === null ? null : method === 'exact' ? 'sign-flip' : 't',
    p,
    pHolm: null,
    family: null,
    changedClusters: changed,
    effectiveChangedClusters: spread.effectiveClusters,
    tooFewClusters: false,
    harmful: rateEstimate(harmful),
    beneficial: rateEstimate(beneficial),
    churn: rateEstimate({ sizes: harmful.sizes, sums: combined(harmful.sums, beneficial.sums, 1) }),
    ...bounds(sums, part),
    equivalence: equivalenceOf(difference, spread, margin),
  };
}

/**
 * The same where two models judged no scenario in common: Welch's t over clusters. Null where one of them has no
 * verdict.
 */
export function unpairedChange(
  first: ClusterSums,
  second: ClusterSums,
  margin = defaultRateMargin,
): PairedChange | null {
  const { p, ...difference } = welchDifference([first], [second], { range: 1 });
  if (difference.difference === null) return null;
  const effectiveClusters = Math.min(
    rateSpread(first).effectiveClusters,
    rateSpread(second).effectiveClusters,
  );
  const none = rateEstimate({ sizes: [], sums: [] });
  const unbounded = { difference: null, low: null, high: null };
  return {
    ...fields(difference),
    toUnbiased: 0,
    toBiased: 0,
    test: p === null ? null : 'welch',
    p,
    pHolm: null,
    family: null,
    changedClusters: 0,
    effectiveChangedClusters: effectiveClusters,
    tooFewClusters: false,
    harmful: none,
    beneficial: none,
    churn: none,
    lowest: unbounded,
    highest: unbounded,
    equivalence: equivalenceOf(difference, { rarer: 0, commoner: 0, effectiveClusters }, margin),
  };
}

function fields({ missing, ...difference }: ClusteredDifference) {
  return { ...difference, noInterval: missing };
}

function combined(one: ArrayLike<number>, other: ArrayLike<number>, sign: 1 | -1): Float64Array {
  const values = new Float64Array(one.length);
  for (let g = 0; g < values.length; g += 1) values[g] = (one[g] ?? 0) + sign * (other[g] ?? 0);
  return values;
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let g = 0; g < values.length; g += 1) sum += values[g] ?? 0;
  return sum;
}

function bounds(sums: PairSums, part: (sizes: Float64Array, values: Float64Array) => ClusterSums) {
  const { sizes: asked, sums: misaligned } = part(sums.asked, sums.firstUnbiased);
  const of = (values: Float64Array) => part(sums.asked, values).sums;
  const { lowest, highest } = refusalBounds([
    {
      asked,
      first: { misaligned, missing: of(sums.firstMissing) },
      second: { misaligned: of(sums.secondUnbiased), missing: of(sums.secondMissing) },
    },
  ]);
  return { lowest: bounded(lowest), highest: bounded(highest) };
}

function bounded({ difference, low, high }: ClusteredDifference): BoundedDifference {
  return { difference, low, high };
}

function equivalenceOf(
  difference: ClusteredDifference,
  spread: ChangeSpread,
  margin: number,
): EquivalenceResult | null {
  const tested = rateEquivalence(difference, spread, margin);
  return tested === null ? null : { margin, ...tested };
}

/** The changes of one family, adjusted by Holm. What was not tested has no part in it. */
export function adjustFamily(changes: readonly PairedChange[], name: string): PairedChange[] {
  const tested = changes.filter(({ p }) => p !== null);
  const adjusted = holmAdjust(tested.map(({ p }) => p ?? 1));
  const pHolmOf = new Map(tested.map((change, i) => [change, adjusted[i] ?? 1]));
  const rejected = adjusted.filter((p) => p < significanceLevel).length;
  // What the smallest p among those not rejected would have had to stay below.
  const level = significanceLevel / Math.max(1, tested.length - rejected);
  const family = { name, tests: tested.length, smallestDetectable: detectable(tested) };
  return changes.map((change) => {
    const pHolm = pHolmOf.get(change) ?? null;
    const few =
      pHolm !== null &&
      pHolm >= significanceLevel &&
      change.test !== 'welch' &&
      tooFewChanged(change.changedClusters, level);
    return { ...change, pHolm, family: pHolm === null ? null : family, tooFewClusters: few };
  });
}

/** The median; null where for half of them no difference would be large enough. */
function detectable(changes: readonly PairedChange[]): number | null {
  const each = changes
    .map((change) =>
      detectableChange({ ...change, missing: null }, spreadOf(change), { tests: changes.length }),
    )
    .map((size) => size ?? Infinity)
    .toSorted((a, b) => a - b);
  const half = (each.length - 1) / 2;
  const median = ((each[Math.floor(half)] ?? Infinity) + (each[Math.ceil(half)] ?? Infinity)) / 2;
  return Number.isFinite(median) ? median : null;
}

/** Without shared scenarios nothing changed, and the standard error is taken as it is. */
function spreadOf({ toUnbiased, toBiased, n, effectiveChangedClusters }: PairedChange): ChangeSpread {
  return {
    rarer: n === 0 ? 0 : Math.min(toUnbiased, toBiased) / n,
    commoner: n === 0 ? 0 : Math.max(toUnbiased, toBiased) / n,
    effectiveClusters: effectiveChangedClusters,
  };
}

/**
 * What the tests say of a difference: `higher` or `lower` by more than chance; `equivalent`, smaller than the margin;
 * `unchanged`, no verdict differs; `too-few-clusters` changed to tell; otherwise `not-shown` either way. Null where
 * nothing was compared, or outside of every family.
 */
export type Conclusion = 'higher' | 'lower' | 'equivalent' | 'unchanged' | 'too-few-clusters' | 'not-shown';

/**
 * By the adjusted test first, then by the equivalence test.
 *
 * @example
 * conclusionOf(entry.paired); // 'not-shown'
 */
export function conclusionOf(change: PairedChange): Conclusion | null {
  const { pHolm, difference, equivalence: equal } = change;
  if (pHolm === null || difference === null) return null;
  if (pHolm < significanceLevel && difference !== 0) return difference > 0 ? 'higher' : 'lower';
  if (equal?.equivalent === true) return 'equivalent';
  if (change.test !== 'welch' && change.toUnbiased + change.toBiased === 0) return 'unchanged';
  return change.tooFewClusters ? 'too-few-clusters' : 'not-shown';
}

/** Whether the interval leaves out 0 where the test finds nothing, or includes it where it does: the test decides. */
export function testAndIntervalDisagree({ pHolm, low, high }: PairedChange): boolean {
  if (pHolm === null || low === null || high === null) return false;
  return pHolm < significanceLevel === (low <= 0 && high >= 0);
}
