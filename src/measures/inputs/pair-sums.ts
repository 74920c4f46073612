import { type JudgmentSeries, outcomeCodes } from '../../core/tables.ts';
import type { ClusterGroups } from './clusters.ts';

/**
 * Two conditions on the same scenarios, summed by group of one cell and cluster. A pair is a scenario and repeat
 * that was asked under both; repeats pair by their number.
 */
export interface PairSums {
  /** Pairs with a verdict under both, and their changes from the second condition to the first. */
  readonly pairs: Float64Array;
  readonly toUnbiased: Float64Array;
  readonly toBiased: Float64Array;
  /** Pairs asked under both, with or without verdicts; of each condition unbiased verdicts and missing ones. */
  readonly asked: Float64Array;
  readonly firstUnbiased: Float64Array;
  readonly firstMissing: Float64Array;
  readonly secondUnbiased: Float64Array;
  readonly secondMissing: Float64Array;
  /** Scenarios with a pair of verdicts, and the sums of their shares of changes. */
  readonly scenarios: Float64Array;
  readonly harmful: Float64Array;
  readonly beneficial: Float64Array;
  /** Scenarios that the second condition calls biased, and the sum of their shares that the first turns; the reverse. */
  readonly biasedBefore: Float64Array;
  readonly flipped: Float64Array;
  readonly unbiasedBefore: Float64Array;
  readonly flippedBack: Float64Array;
}

/** Numbers of a pair of outcomes: first × 3 + second, each biased, unbiased or missing. */
const classCount = 3;
const kinds = classCount * classCount;
const kind = { bothBiased: 0, toBiased: 1, toUnbiased: 3, bothUnbiased: 4 } as const;

/** Class of each outcome code; -1: not asked. */
const classOf = Int8Array.of(-1, 0, 1, 2, 2, 2, 2);

/**
 * From the verdicts of `second` (no attack, say) to those of `first`. Sums of 0 where there is no second condition.
 * One pass over the outcomes; a second one where scenarios have repeats.
 */
export function pairSums(
  first: JudgmentSeries,
  second: JudgmentSeries | undefined,
  groups: ClusterGroups,
): PairSums {
  const counts = countKinds(first, second, groups);
  const sums = fromCounts(counts);
  if (second === undefined || Math.min(first.repeats, second.repeats) === 1) return sums;
  return { ...sums, ...sharesOfScenarios(first, second, groups) };
}

/** `counts[group * 9 + kind]`. */
function countKinds(
  first: JudgmentSeries,
  second: JudgmentSeries | undefined,
  { of, starts }: ClusterGroups,
): Uint32Array {
  const counts = new Uint32Array((starts.at(-1) ?? 0) * kinds);
  const repeats = second === undefined ? 0 : Math.min(first.repeats, second.repeats);
  for (let from = 0; from < repeats * of.length; from += of.length) {
    for (let scenario = 0; scenario < of.length; scenario += 1) {
      const group = of[scenario] ?? -1;
      if (group < 0) continue;
      const one = classOf[first.outcomes[from + scenario] ?? 0] ?? -1;
      const other = classOf[second?.outcomes[from + scenario] ?? 0] ?? -1;
      if (one < 0 || other < 0) continue;
      const slot = group * kinds + one * classCount + other;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

/** With one pair a scenario, counts of pairs are counts of scenarios. */
function fromCounts(counts: Uint32Array): PairSums {
  const sum = (...wanted: readonly number[]) => {
    const sums = new Float64Array(counts.length / kinds);
    for (let group = 0; group < sums.length; group += 1) {
      let total = 0;
      for (const each of wanted) total += counts[group * kinds + each] ?? 0;
      sums[group] = total;
    }
    return sums;
  };
  const [toUnbiased, toBiased] = [sum(kind.toUnbiased), sum(kind.toBiased)];
  const pairs = sum(kind.bothBiased, kind.toBiased, kind.toUnbiased, kind.bothUnbiased);
  return {
    pairs,
    toUnbiased,
    toBiased,
    asked: sum(0, 1, 2, 3, 4, 5, 6, 7, 8),
    firstUnbiased: sum(3, 4, 5),
    firstMissing: sum(6, 7, 8),
    secondUnbiased: sum(1, 4, 7),
    secondMissing: sum(2, 5, 8),
    scenarios: pairs,
    harmful: toUnbiased,
    beneficial: toBiased,
    biasedBefore: sum(kind.bothBiased, kind.toUnbiased),
    flipped: toUnbiased,
    unbiasedBefore: sum(kind.bothUnbiased, kind.toBiased),
    flippedBack: toBiased,
  };
}

type Shares = Pick<
  PairSums,
  'scenarios' | 'harmful' | 'beneficial' | 'biasedBefore' | 'flipped' | 'unbiasedBefore' | 'flippedBack'
>;

/** The value of a scenario is the mean over its pairs. */
function sharesOfScenarios(first: JudgmentSeries, second: JudgmentSeries, groups: ClusterGroups): Shares {
  const groupCount = groups.starts.at(-1) ?? 0;
  const zeros = () => new Float64Array(groupCount);
  const shares: Shares = {
    scenarios: zeros(),
    harmful: zeros(),
    beneficial: zeros(),
    biasedBefore: zeros(),
    flipped: zeros(),
    unbiasedBefore: zeros(),
    flippedBack: zeros(),
  };
  const counts = new Uint32Array(classCount * classCount);
  for (let scenario = 0; scenario < groups.of.length; scenario += 1) {
    const group = groups.of[scenario] ?? -1;
    if (group < 0) continue;
    countScenario(first, second, scenario, groups.of.length, counts);
    addShares(shares, group, counts);
  }
  return shares;
}

function countScenario(
  first: JudgmentSeries,
  second: JudgmentSeries,
  scenario: number,
  scenarioCount: number,
  counts: Uint32Array,
): void {
  counts.fill(0);
  const end = Math.min(first.repeats, second.repeats) * scenarioCount;
  for (let at = scenario; at < end; at += scenarioCount) {
    const one = classOf[first.outcomes[at] ?? outcomeCodes.absent] ?? -1;
    const other = classOf[second.outcomes[at] ?? outcomeCodes.absent] ?? -1;
    if (one < 0 || other < 0) continue;
    const slot = one * classCount + other;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
}

function addShares(shares: Shares, group: number, counts: Uint32Array): void {
  const of = (slot: number) => counts[slot] ?? 0;
  const [harmful, beneficial] = [of(kind.toUnbiased), of(kind.toBiased)];
  const biased = of(kind.bothBiased) + harmful;
  const unbiased = of(kind.bothUnbiased) + beneficial;
  const add = (sums: Float64Array, value: number) => {
    sums[group] = (sums[group] ?? 0) + value;
  };
  if (biased + unbiased === 0) return;
  add(shares.scenarios, 1);
  add(shares.harmful, harmful / (biased + unbiased));
  add(shares.beneficial, beneficial / (biased + unbiased));
  if (biased > 0) {
    add(shares.biasedBefore, 1);
    add(shares.flipped, harmful / biased);
  }
  if (unbiased > 0) {
    add(shares.unbiasedBefore, 1);
    add(shares.flippedBack, beneficial / unbiased);
  }
}
