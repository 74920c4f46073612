import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';
import { clusteredMean } from '../../stats/clustered-mean.ts';
import { mcnemarTest } from '../../stats/mcnemar-test.ts';
import type { ClusterGroups } from '../inputs/cluster-groups.ts';
import type { PairedChange } from '../metrics.ts';

/** Of each group of one cell and cluster: pairs of verdicts on the same scenario and repeat, by how they change. */
export type PairChanges = Readonly<
  Record<'toUnbiased' | 'toBiased' | 'stayedBiased' | 'stayedUnbiased', Uint32Array>
>;
type PairSums = Readonly<Record<keyof PairChanges, number>>;

/** From the verdicts of `baseline` to those of `series`; none where there is no baseline. */
export function pairChanges(
  series: JudgmentSeries,
  baseline: JudgmentSeries | undefined,
  groups: ClusterGroups,
): PairChanges {
  const groupCount = groups.starts.at(-1) ?? 0;
  const changes = {
    stayedBiased: new Uint32Array(groupCount),
    toUnbiased: new Uint32Array(groupCount),
    toBiased: new Uint32Array(groupCount),
    stayedUnbiased: new Uint32Array(groupCount),
  };
  if (baseline === undefined) return changes;
  const { biased, unbiased } = outcomeCodes;
  const scenarioCount = groups.of.length;
  const paired = Math.min(series.repeats, baseline.repeats) * scenarioCount;
  for (let from = 0; from < paired; from += scenarioCount) {
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      const group = groups.of[scenario] ?? -1;
      const without = baseline.outcomes[from + scenario] ?? 0;
      const under = series.outcomes[from + scenario] ?? 0;
      if (group < 0 || without === 0 || under === 0 || without > unbiased || under > unbiased) continue;
      const counts =
        without === biased
          ? under === biased
            ? changes.stayedBiased
            : changes.toUnbiased
          : under === biased
            ? changes.toBiased
            : changes.stayedUnbiased;
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return changes;
}

/** The pairs of one cell. */
export function sumOfPairs(changes: PairChanges, groups: ClusterGroups, cell: number): PairSums {
  const sum = (counts: Uint32Array) =>
    counts.subarray(groups.starts[cell], groups.starts[cell + 1]).reduce((total, count) => total + count, 0);
  return {
    toUnbiased: sum(changes.toUnbiased),
    toBiased: sum(changes.toBiased),
    stayedBiased: sum(changes.stayedBiased),
    stayedUnbiased: sum(changes.stayedUnbiased),
  };
}

/** What the pairs of one cell say; not yet adjusted for other comparisons. */
export function pairedChange(
  changes: PairChanges,
  groups: ClusterGroups,
  cell: number,
  pairs: PairSums,
): PairedChange {
  const from = groups.starts[cell] ?? 0;
  const size = (groups.starts[cell + 1] ?? from) - from;
  const net = new Int32Array(size);
  const counts = new Uint32Array(size);
  for (let i = 0; i < size; i += 1) {
    const up = changes.toUnbiased[from + i] ?? 0;
    const down = changes.toBiased[from + i] ?? 0;
    net[i] = up - down;
    counts[i] = up + down + (changes.stayedBiased[from + i] ?? 0) + (changes.stayedUnbiased[from + i] ?? 0);
  }
  const { mean, standardError, low, high, clusters } = clusteredMean(net, counts);
  const { toUnbiased, toBiased } = pairs;
  return {
    difference: mean,
    standardError,
    low: low === null ? null : Math.max(-1, low),
    high: high === null ? null : Math.min(1, high),
    clusters,
    n: toUnbiased + toBiased + pairs.stayedBiased + pairs.stayedUnbiased,
    toUnbiased,
    toBiased,
    p: mean === null ? null : mcnemarTest(toUnbiased, toBiased),
    pHolm: null,
  };
}
