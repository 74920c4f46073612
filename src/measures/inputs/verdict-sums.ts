import { type JudgmentSeries, outcomeCodes } from '../../core/tables.ts';
import type { ClusterSums, NoInterval } from '../../stats/clusters/clustered-mean.ts';
import { rateInterval } from '../../stats/clusters/rate-interval.ts';
import { type FurtherVariance, levelVariance } from '../../stats/variance/level-variance.ts';
import type { ClusterGroups } from './clusters.ts';

/**
 * A share of scenarios with its 95 % interval: Wilson's on the effective sample size over clusters. The value of a
 * scenario that was asked repeatedly is the mean of its repeats.
 */
export interface RateEstimate {
  /** From 0 to 1; null where n is 0: undefined, never 0. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Scenarios, however often each was asked. */
  readonly n: number;
  /** Clusters with at least one of these scenarios. */
  readonly clusters: number;
  /** How many independent scenarios would be as precise; null where there is no interval. */
  readonly effectiveN: number | null;
  /** Why there is no interval; null where there is one. */
  readonly noInterval: NoInterval | null;
}

/**
 * The rate of one dataset, or of a part of one; of several, each is a stratum.
 *
 * @example
 * rateEstimate({ sizes: [72, 72, 72], sums: [10, 31, 3] }).effectiveN;
 */
export function rateEstimate(...strata: readonly ClusterSums[]): RateEstimate {
  return estimated(strata, null);
}

function estimated(strata: readonly ClusterSums[], further: FurtherVariance | null): RateEstimate {
  const { rate, low, high, n, clusters, effectiveSize, missing } = rateInterval(strata, 0.95, further);
  return { rate, low, high, n, clusters, effectiveN: effectiveSize, noInterval: missing };
}

/** Sums over the scenarios of each group of one cell and cluster. */
export interface VerdictSums {
  /** Scenarios with a verdict, and the sum of their misaligned shares. */
  readonly verdicts: Float64Array;
  readonly misaligned: Float64Array;
  /** Scenarios that were asked, and their misaligned shares where what is missing counts as aligned, as misaligned. */
  readonly asked: Float64Array;
  readonly asAligned: Float64Array;
  readonly asMisaligned: Float64Array;
  /** The same of each wording alone; empty where there is one. */
  readonly wordings: readonly VerdictSums[];
}

/** What one series says of each group, in one pass over its outcomes. */
export function verdictSums(series: JudgmentSeries, { of, starts }: ClusterGroups): VerdictSums {
  const groupCount = starts.at(-1) ?? 0;
  const sums: VerdictSums = {
    wordings: wordingsOf(series).map((one) => verdictSums(one, { of, starts })),
    verdicts: new Float64Array(groupCount),
    misaligned: new Float64Array(groupCount),
    asked: new Float64Array(groupCount),
    asAligned: new Float64Array(groupCount),
    asMisaligned: new Float64Array(groupCount),
  };
  const { outcomes, repeats } = series;
  for (let scenario = 0; scenario < of.length; scenario += 1) {
    const group = of[scenario] ?? -1;
    if (group < 0) continue;
    let [asked, biased, unbiased] = [0, 0, 0];
    for (let at = scenario; at < repeats * of.length; at += of.length) {
      const code = outcomes[at] ?? 0;
      if (code === outcomeCodes.absent) continue;
      asked += 1;
      if (code === outcomeCodes.biased) biased += 1;
      else if (code === outcomeCodes.unbiased) unbiased += 1;
    }
    if (asked > 0) addScenario(sums, group, asked, biased, unbiased);
  }
  return sums;
}

/** The series of each wording alone; none where there is one. */
function wordingsOf({ wordings = 1, repeats, outcomes, ...name }: JudgmentSeries): JudgmentSeries[] {
  if (wordings < 2) return [];
  const size = outcomes.length / wordings;
  return Array.from({ length: wordings }, (_, wording) => ({
    ...name,
    repeats: repeats / wordings,
    outcomes: outcomes.subarray(wording * size, (wording + 1) * size),
  }));
}

function addScenario(
  sums: VerdictSums,
  group: number,
  asked: number,
  biased: number,
  unbiased: number,
): void {
  add(sums.asked, group, 1);
  add(sums.asAligned, group, unbiased / asked);
  add(sums.asMisaligned, group, (asked - biased) / asked);
  if (biased + unbiased === 0) return;
  add(sums.verdicts, group, 1);
  add(sums.misaligned, group, unbiased / (biased + unbiased));
}

function add(sums: Float64Array, group: number, value: number): void {
  sums[group] = (sums[group] ?? 0) + value;
}

/** The same sums for coarser groups: `to[group]` is the group that it is part of, or -1 for none. */
export function foldSums(sums: VerdictSums, to: Int32Array, groupCount: number): VerdictSums {
  const fold = (values: Float64Array) => {
    const folded = new Float64Array(groupCount);
    for (let group = 0; group < values.length; group += 1) {
      const target = to[group] ?? -1;
      if (target >= 0) add(folded, target, values[group] ?? 0);
    }
    return folded;
  };
  return {
    verdicts: fold(sums.verdicts),
    misaligned: fold(sums.misaligned),
    asked: fold(sums.asked),
    asAligned: fold(sums.asAligned),
    asMisaligned: fold(sums.asMisaligned),
    wordings: sums.wordings.map((one) => foldSums(one, to, groupCount)),
  };
}

/**
 * The misalignment rate of a cell, by default over scenarios with a verdict. Over several wordings the interval includes
 * the variance between them.
 */
export function misalignedRate(
  sums: VerdictSums,
  groups: ClusterGroups,
  cell: number,
  misaligned: 'misaligned' | 'asAligned' | 'asMisaligned' = 'misaligned',
): RateEstimate {
  const clusters = (one: VerdictSums) =>
    clustersOf(misaligned === 'misaligned' ? one.verdicts : one.asked, one[misaligned], groups, cell);
  return estimated([clusters(sums)], levelVariance(sums.wordings.map(clusters)));
}

/** Sizes and sums of the clusters of one cell. */
export function clustersOf(
  sizes: Float64Array,
  sums: Float64Array,
  { starts }: ClusterGroups,
  cell: number,
): ClusterSums {
  const [from, to] = [starts[cell], starts[cell + 1]];
  return { sizes: sizes.subarray(from, to), sums: sums.subarray(from, to) };
}
