import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import type { ClusterSums, NoInterval } from '../../stats/clusters/clustered-mean.ts';
import { pairedDifference } from '../../stats/clusters/difference.ts';
import { signFlipTest, tooFewChanged } from '../../stats/clusters/sign-flip.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { significanceLevel } from '../../tables/format.ts';
import { isBaseline } from '../inputs/model-family.ts';
import type { TwinJudgments } from '../inputs/twin-judgments.ts';
import { measureId } from '../measure.ts';

/**
 * How one group's scenarios are judged against their twins about other groups: `asymmetry` is the share called biased where the
 * scenario is about the group, less the share where its twin is about another one, from −1 to 1.
 */
export interface TwinAsymmetry {
  readonly dataset: string;
  readonly category: string;
  readonly group: string;
  readonly model: string;
  readonly attack: string;
  /** Null where no pair has two verdicts. */
  readonly asymmetry: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly noInterval: NoInterval | null;
  /** Pairs (and repeats) with a verdict on both scenarios, and their clusters. */
  readonly n: number;
  readonly clusters: number;
  /** Pairs of which only the group's own scenario is called biased, and only its twin. */
  readonly onlyGroup: number;
  readonly onlyOthers: number;
  /** Sign-flip over clusters. */
  readonly p: number | null;
  /** Adjusted over all groups, models and attacks of the dataset. */
  readonly pHolm: number | null;
  /** Clusters whose pairs changed on balance. */
  readonly changedClusters: number;
  /** That no p could have been small enough after the adjustment. */
  readonly tooFewClusters: boolean;
}

/** The id of the measure in the results of a study: `resultOf(results, twinsId)`. */
export const twinsId = measureId<readonly TwinAsymmetry[]>('twins');

/**
 * Asymmetry by group over pairs of scenarios that are alike but for the group: a pair counts once for each of its two groups.
 * Interval: t over clusters; test: exact sign-flip over clusters. A family is a dataset: all its groups, models and attacks;
 * as a pair is in two groups' tests, these depend on each other, which Holm's method allows. Baselines are left out.
 *
 * Source: `pairedDifference` and `signFlipTest`, see there.
 */
export function twinAsymmetry(twins: TwinJudgments): TwinAsymmetry[] {
  const pairs = pairsOf(twins);
  const series = twins.judgments.series.filter(({ model }) => !isBaseline(model));
  const entries = series.flatMap((one) =>
    groupsOf(twins, pairs).flatMap((group) => entryOf(twins, pairs, group, one)),
  );
  return adjusted(entries);
}

/** Places of two scenarios in the table that are twins of each other. */
type Pair = readonly [number, number];

/** The first of each set with each other one. */
function pairsOf({ judgments, set }: TwinJudgments): readonly Pair[] {
  const first = new Map<number, number>();
  const pairs: Pair[] = [];
  for (let place = 0; place < judgments.scenarioCount; place += 1) {
    const one = first.get(set[place] ?? 0);
    if (one === undefined) first.set(set[place] ?? 0, place);
    else pairs.push([one, place]);
  }
  return pairs;
}

interface Group {
  readonly dataset: number;
  readonly category: number;
  readonly group: number;
}

function groupsOf({ judgments, group }: TwinJudgments, pairs: readonly Pair[]): readonly Group[] {
  const found = new Map<string, Group>();
  for (const place of pairs.flat()) {
    const one = {
      dataset: judgments.dataset[place] ?? 0,
      category: judgments.category[place] ?? 0,
      group: group[place] ?? 0,
    };
    found.set(JSON.stringify(one), one);
  }
  return [...found.values()].toSorted(
    (a, b) => a.dataset - b.dataset || a.category - b.category || a.group - b.group,
  );
}

function entryOf(
  { judgments, groups, group: groupOf }: TwinJudgments,
  pairs: readonly Pair[],
  { dataset, category, group }: Group,
  series: JudgmentSeries,
): readonly TwinAsymmetry[] {
  const sums = new Map<number, { size: number; sum: number }>();
  let [onlyGroup, onlyOthers] = [0, 0];
  for (const [one, other] of pairs) {
    if (judgments.dataset[one] !== dataset || judgments.category[one] !== category) continue;
    const isFirst = groupOf[one] === group;
    if (isFirst === (groupOf[other] === group)) continue;
    const change = changeOf(judgments, series, isFirst ? [one, other] : [other, one]);
    if (change.size === 0) continue;
    onlyGroup += change.onlyFirst;
    onlyOthers += change.onlySecond;
    const cluster = judgments.cluster[one] ?? 0;
    const own = sums.get(cluster) ?? { size: 0, sum: 0 };
    sums.set(cluster, {
      size: own.size + change.size,
      sum: own.sum + change.onlyFirst - change.onlySecond,
    });
  }
  if (sums.size === 0) return [];
  const all = [...sums.values()];
  const strata: ClusterSums[] = [{ sizes: all.map(({ size }) => size), sums: all.map(({ sum }) => sum) }];
  const { difference, low, high, missing, n, clusters } = pairedDifference(strata, { range: 1 });
  const { p, changed } = signFlipTest(strata);
  return [
    {
      dataset: judgments.datasets[dataset] ?? '',
      category: judgments.categories[category] ?? '',
      group: groups[group] ?? '',
      model: series.model,
      attack: series.attack,
      asymmetry: difference,
      ...{ low, high, noInterval: missing, n, clusters, onlyGroup, onlyOthers, p, pHolm: null },
      ...{ changedClusters: changed, tooFewClusters: false },
    },
  ];
}

function changeOf(
  { scenarioCount }: JudgmentTable,
  { outcomes, repeats }: JudgmentSeries,
  [one, other]: Pair,
) {
  const change = { size: 0, onlyFirst: 0, onlySecond: 0 };
  for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
    const [first, second] = [outcomes[from + one] ?? 0, outcomes[from + other] ?? 0];
    if (!isVerdict(first) || !isVerdict(second)) continue;
    change.size += 1;
    if (first === second) continue;
    if (first === outcomeCodes.biased) change.onlyFirst += 1;
    else change.onlySecond += 1;
  }
  return change;
}

function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

function adjusted(entries: readonly TwinAsymmetry[]): TwinAsymmetry[] {
  const found = new Map<TwinAsymmetry, Pick<TwinAsymmetry, 'pHolm' | 'tooFewClusters'>>();
  for (const family of Map.groupBy(entries, ({ dataset }) => dataset).values()) {
    const tested = family.filter(({ p }) => p !== null);
    const all = holmAdjust(tested.map((entry) => entry.p ?? 1));
    const rejected = all.filter((p) => p < significanceLevel).length;
    // What the smallest p among those not rejected would have had to stay below.
    const level = significanceLevel / Math.max(1, tested.length - rejected);
    for (const [i, entry] of tested.entries()) {
      const pHolm = all[i] ?? 1;
      const tooFewClusters = pHolm >= significanceLevel && tooFewChanged(entry.changedClusters, level);
      found.set(entry, { pHolm, tooFewClusters });
    }
  }
  return entries.map((entry) => ({ ...entry, ...found.get(entry) }));
}
