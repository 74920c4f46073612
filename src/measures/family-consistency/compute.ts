import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import type { ClusterSums, NoInterval } from '../../stats/clusters/clustered-mean.ts';
import { boundsOf, identityScale, influenceSpread } from '../../stats/indices/influence-interval.ts';
import { type PermutationResult, permutationTest } from '../../stats/significance/permutation-test.ts';
import { type ClusteredRate, clusteredRate } from '../inputs/clustered-rate.ts';
import { type ClusterGroups, datasetClusters } from '../inputs/clusters.ts';
import { isBaseline, modelFamily } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/** Share of equal verdicts of two models, over scenarios (and repeats) on which both gave one. */
export interface FamilyPair extends ClusteredRate {
  readonly models: readonly [string, string];
  readonly sameFamily: boolean;
  /** The most that the two can agree, by how far each agrees with itself: sqrt(S_one S_other); null without repeats. */
  readonly ceiling: number | null;
  /** `rate` / `ceiling`; can pass 1 by chance. */
  readonly ofCeiling: number | null;
}

/** All pairs of one kind together: equal verdicts / compared verdicts, `n` counting scenarios of each pair. */
export interface PooledAgreement extends ClusteredRate {
  readonly pairs: number;
}

/** Whether models of one family judge more alike than models of different families, under one attack. */
export interface FamilyConsistency {
  readonly attack: string;
  /** Rows of a heat map: families in the order in which they come, models within as the table lists them. */
  readonly order: readonly { readonly model: string; readonly family: string }[];
  /** In the order of the heat map. */
  readonly pairs: readonly FamilyPair[];
  readonly within: PooledAgreement;
  readonly between: PooledAgreement;
  /** `within` less `between`, with its 95 % t interval over clusters of scenarios; null where one is undefined. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why the difference has no interval. */
  readonly noInterval: NoInterval | null;
  readonly clusters: number;
  /** Whether families explain more than any other grouping of these models in as many and as large groups. */
  readonly permutation: PermutationResult | null;
  readonly stability: readonly RepeatStability[];
}

/** How often a model gives the same verdict when asked again. */
export interface RepeatStability {
  readonly model: string;
  /** Equal pairs of repeats / pairs of repeats with two verdicts; null without such a pair. */
  readonly rate: number | null;
  readonly n: number;
}

/** The id of the measure in the results of a study: `resultOf(results, familyConsistencyId)`. */
export const familyConsistencyId = measureId<readonly FamilyConsistency[]>('family-consistency');

export interface FamilyConsistencyOptions {
  readonly permutations?: number;
  readonly seed: number;
  /** Default: `modelFamily`. */
  readonly familyOf?: (model: string) => string;
}

/**
 * Agreement within and between families of models, of each attack, over all scenarios (controls too); baselines take no
 * part. A scenario with repeats counts once in each pair of models, by the mean of its repeats. The difference D = E_w/N_w - E_b/N_b of equal and compared
 * verdicts within and between families has a t interval over the clusters' influences
 * ψ_g = (e_wg - p_w n_wg)/N_w - (e_bg - p_b n_bg)/N_b, see `influenceSpread`. Datasets are strata of all intervals.
 */
export function familyConsistency(
  table: JudgmentTable,
  options: FamilyConsistencyOptions,
  groups: ClusterGroups = datasetClusters(table),
): FamilyConsistency[] {
  const attacks = Map.groupBy(
    table.series.filter(({ model }) => !isBaseline(model)),
    ({ attack }) => attack,
  );
  return [...attacks].map(([attack, series]) => ofAttack({ table, groups }, attack, series, options));
}

/** Compared verdicts of one pair of models by cluster, places in the order of the heat map. */
interface Comparison {
  readonly one: number;
  readonly other: number;
  readonly equal: Float64Array;
  readonly compared: Uint32Array;
  readonly share: ClusteredRate;
}

interface Divided {
  readonly table: JudgmentTable;
  readonly groups: ClusterGroups;
}

function ofAttack(
  { table, groups }: Divided,
  attack: string,
  unordered: readonly JudgmentSeries[],
  { permutations = 9999, seed, familyOf = modelFamily }: FamilyConsistencyOptions,
): FamilyConsistency {
  const series = [...Map.groupBy(unordered, ({ model }) => familyOf(model)).values()].flat();
  const families = series.map(({ model }) => familyOf(model));
  const stability = series.map(repeatStability(table.scenarioCount));
  const comparisons = series.flatMap((_, one) =>
    series.slice(one + 1).map((__, further) => compare({ table, groups }, series, one, one + 1 + further)),
  );
  const isWithin = (order: ArrayLike<number>) => (pair: Comparison) =>
    families[order[pair.one] ?? 0] === families[order[pair.other] ?? 0];
  const asListed = isWithin(families.map((_, i) => i));
  const within = pool(comparisons.filter(asListed), groups);
  const between = pool(
    comparisons.filter((pair) => !asListed(pair)),
    groups,
  );
  const difference = subtract(within.rate, between.rate);
  return {
    attack,
    order: series.map(({ model }, i) => ({ model, family: families[i] ?? model })),
    pairs: comparisons.map((pair) => describePair(pair, series, stability, asListed(pair))),
    within: within.pooled,
    between: between.pooled,
    ...differenceInterval(difference, within, between),
    permutation:
      difference === null
        ? null
        : permutationTest({
            size: series.length,
            permutations,
            seed,
            statistic: (order) => separation(comparisons, isWithin(order)) ?? -Infinity,
          }),
    stability,
  };
}

function compare(
  { table: { scenarioCount }, groups }: Divided,
  series: readonly JudgmentSeries[],
  one: number,
  other: number,
): Comparison {
  const equal = new Float64Array(groups.starts.at(-1) ?? 0);
  const compared = new Uint32Array(equal.length);
  const [first, second] = [series[one], series[other]];
  const most = Math.min(first?.repeats ?? 0, second?.repeats ?? 0) * scenarioCount;
  for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
    let [same, verdicts] = [0, 0];
    for (let at = scenario; at < most; at += scenarioCount) {
      const [code = 0, otherCode = 0] = [first?.outcomes[at], second?.outcomes[at]];
      if (!isVerdict(code) || !isVerdict(otherCode)) continue;
      verdicts += 1;
      if (code === otherCode) same += 1;
    }
    if (verdicts === 0) continue;
    const slot = groups.of[scenario] ?? 0;
    equal[slot] = (equal[slot] ?? 0) + same / verdicts;
    compared[slot] = (compared[slot] ?? 0) + 1;
  }
  return { one, other, equal, compared, share: clusteredRate(strataOf(compared, equal, groups)) };
}

/** One a dataset. */
function strataOf(
  sizes: Uint32Array | Float64Array,
  sums: Float64Array,
  { starts }: ClusterGroups,
): ClusterSums[] {
  return Array.from(starts.subarray(1), (to, dataset) => ({
    sizes: sizes.subarray(starts[dataset], to),
    sums: sums.subarray(starts[dataset], to),
  }));
}

function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

function separation(
  comparisons: readonly Comparison[],
  isWithin: (pair: Comparison) => boolean,
): number | null {
  const [equal, compared] = [new Float64Array(2), new Float64Array(2)];
  for (const pair of comparisons) {
    const kind = isWithin(pair) ? 0 : 1;
    equal[kind] = (equal[kind] ?? 0) + pair.share.count;
    compared[kind] = (compared[kind] ?? 0) + pair.share.n;
  }
  const [within, between] = [0, 1].map((kind) =>
    compared[kind] === 0 ? null : (equal[kind] ?? 0) / (compared[kind] ?? 1),
  );
  return subtract(within ?? null, between ?? null);
}

interface Pool {
  readonly rate: number | null;
  readonly n: number;
  readonly strata: readonly ClusterSums[];
  readonly pooled: PooledAgreement;
}

function pool(comparisons: readonly Comparison[], groups: ClusterGroups): Pool {
  const size = groups.starts.at(-1) ?? 0;
  const [sums, sizes] = [new Float64Array(size), new Float64Array(size)];
  for (const { equal, compared } of comparisons) {
    for (let g = 0; g < size; g += 1) {
      sums[g] = (sums[g] ?? 0) + (equal[g] ?? 0);
      sizes[g] = (sizes[g] ?? 0) + (compared[g] ?? 0);
    }
  }
  const strata = strataOf(sizes, sums, groups);
  const pooled = clusteredRate(strata);
  const pairs = comparisons.filter(({ share }) => share.n > 0).length;
  return { rate: pooled.rate, n: pooled.n, strata, pooled: { ...pooled, pairs } };
}

/** What a cluster of a dataset adds to the difference beyond its size. */
function influence({ rate, n, strata }: Pool, dataset: number, g: number): number {
  const { sizes = [], sums = [] } = strata[dataset] ?? {};
  return ((sums[g] ?? 0) - (rate ?? 0) * (sizes[g] ?? 0)) / n;
}

/** Deviations below are 0 but for rounding. */
const negligible = 1e-12;

function differenceInterval(difference: number | null, within: Pool, between: Pool) {
  const influences = within.strata.map(({ sizes }, dataset) => {
    const others = between.strata[dataset]?.sizes ?? [];
    const filled = Array.from(sizes, (_, g) => g).filter((g) => (sizes[g] ?? 0) + (others[g] ?? 0) > 0);
    return Float64Array.from(filled, (g) => influence(within, dataset, g) - influence(between, dataset, g));
  });
  const clusters = influences.reduce((sum, { length }) => sum + length, 0);
  const common = { difference, low: null, high: null, clusters };
  if (difference === null) return { ...common, noInterval: null };
  const spread = influenceSpread(influences);
  if (spread === null) return { ...common, noInterval: 'too-few-clusters' as const };
  if (spread.standardError < negligible) return { ...common, noInterval: 'no-spread' as const };
  const { low, high } = boundsOf(difference, spread, identityScale, 0.95);
  return { ...common, low: Math.max(-1, low), high: Math.min(1, high), noInterval: null };
}

function describePair(
  { one, other, share }: Comparison,
  series: readonly JudgmentSeries[],
  stability: readonly RepeatStability[],
  sameFamily: boolean,
): FamilyPair {
  const [first, second] = [stability[one]?.rate ?? null, stability[other]?.rate ?? null];
  const ceiling = first === null || second === null ? null : Math.sqrt(first * second);
  return {
    models: [series[one]?.model ?? '', series[other]?.model ?? ''],
    sameFamily,
    ...share,
    ceiling,
    ofCeiling: share.rate === null || ceiling === null || ceiling === 0 ? null : share.rate / ceiling,
  };
}

function subtract(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

/** The stability of a series: every two repeats of a scenario in one wording are a pair. */
export function repeatStability(scenarioCount: number): (series: JudgmentSeries) => RepeatStability {
  return ({ model, repeats, wordings = 1, outcomes }) => {
    const perWording = repeats / wordings;
    let equal = 0;
    let n = 0;
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      for (let from = 0; from < repeats; from += perWording) {
        let biased = 0;
        let unbiased = 0;
        for (let repeat = from; repeat < from + perWording; repeat += 1) {
          const code = outcomes[repeat * scenarioCount + scenario];
          if (code === outcomeCodes.biased) biased += 1;
          if (code === outcomeCodes.unbiased) unbiased += 1;
        }
        equal += (biased * (biased - 1) + unbiased * (unbiased - 1)) / 2;
        n += ((biased + unbiased) * (biased + unbiased - 1)) / 2;
      }
    }
    return { model, rate: n === 0 ? null : equal / n, n };
  };
}
