import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { gwetAc1 } from '../../stats/agreement/two-raters.ts';
import { kappaInterval, type VerdictPairCounts } from '../../stats/indices/kappa-interval.ts';
import {
  type ClusteredRate,
  clusteredRate,
  type ReasonedInterval,
  reasonedInterval,
} from '../inputs/clustered-rate.ts';
import { type ClusterGroups, datasetClusters } from '../inputs/clusters.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/** Agreement of two models under one attack, over the scenarios on which both gave a verdict. */
export interface Consistency {
  /** Null: all datasets together. */
  readonly dataset: string | null;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Share of equal verdicts. */
  readonly agreement: number | null;
  /** Null with fewer than two clusters in a dataset. */
  readonly agreementInterval: Pick<ClusteredRate, 'low' | 'high'>;
  /** Null where both always gave one and the same verdict, too. */
  readonly kappa: number | null;
  readonly kappaInterval: ReasonedInterval;
  readonly ac1: number | null;
  /** Scenarios; one with repeats counts once, by its mean. */
  readonly n: number;
  readonly clusters: number;
  /** Of the share of equal verdicts. */
  readonly effectiveN: number | null;
}

/** The id of the measure in the results of a study: `resultOf(results, consistencyId)`. */
export const consistencyId = measureId<readonly Consistency[]>('consistency');

/**
 * Agreement of every two models under the same attack, over all scenarios (controls too) that both were
 * asked: of all datasets together (`dataset` null), then of each. Models come in the order of the table, baselines
 * take no part. There is no entry where no scenario was put to both. Intervals: `rateInterval` of the share,
 * `kappaInterval`.
 */
export function consistency(
  table: JudgmentTable,
  groups: ClusterGroups = datasetClusters(table),
): Consistency[] {
  const attacks = [...new Set(table.series.map(({ attack }) => attack))];
  const pairs = attacks.flatMap((attack) =>
    pairsOf(table.series.filter((series) => series.attack === attack && !isBaseline(series.model))).map(
      ([one, other]) => entriesOf(table, one, other, groups),
    ),
  );
  const inOrder = [null, ...table.datasets].map((_, level) =>
    pairs.flatMap((entries) => entries[level] ?? []),
  );
  return inOrder.flat();
}

/** The agreement of two models on all datasets together, then on each; null where no scenario was put to both. */
function entriesOf(
  table: JudgmentTable,
  one: JudgmentSeries,
  other: JudgmentSeries,
  groups: ClusterGroups,
): (Consistency | null)[] {
  const { strata, isAsked } = comparison(table, one, other, groups);
  return [
    isAsked.includes(1) ? entry(null, one, other, strata) : null,
    ...table.datasets.map((dataset, number) =>
      isAsked[number] === 1 ? entry(dataset, one, other, strata.slice(number, number + 1)) : null,
    ),
  ];
}

function pairsOf(series: readonly JudgmentSeries[]): (readonly [JudgmentSeries, JudgmentSeries])[] {
  return series.flatMap((one, i) => series.slice(i + 1).map((other) => [one, other] as const));
}

function entry(
  dataset: string | null,
  one: JudgmentSeries,
  other: JudgmentSeries,
  strata: readonly VerdictPairCounts[],
): Consistency {
  const { rate, low, high, n, clusters, effectiveN } = clusteredRate(strata.map(equalVerdicts));
  const kappa = kappaInterval(strata);
  const [both, first, second, neither] = pairKinds.map((kind) =>
    total(strata.map((stratum) => stratum[kind])),
  );
  return {
    dataset,
    attack: one.attack,
    models: [one.model, other.model],
    agreement: rate,
    agreementInterval: { low, high },
    kappa: kappa.estimate,
    kappaInterval: reasonedInterval(kappa),
    ac1: gwetAc1([
      [both ?? 0, first ?? 0],
      [second ?? 0, neither ?? 0],
    ]),
    n,
    clusters,
    effectiveN,
  };
}

function equalVerdicts({ bothBiased, onlyFirst, onlySecond, neither }: VerdictPairCounts) {
  const sums = new Float64Array(bothBiased.length);
  const sizes = new Uint32Array(bothBiased.length);
  for (let g = 0; g < sums.length; g += 1) {
    const equal = (bothBiased[g] ?? 0) + (neither[g] ?? 0);
    sums[g] = equal;
    sizes[g] = Math.round(equal + (onlyFirst[g] ?? 0) + (onlySecond[g] ?? 0));
  }
  return { sums, sizes };
}

function total(strata: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const values of strata) for (let g = 0; g < values.length; g += 1) sum += values[g] ?? 0;
  return sum;
}

/** By the first model's verdict, then the second's: BIASED before UNBIASED. */
const pairKinds = ['bothBiased', 'onlyFirst', 'onlySecond', 'neither'] as const;

/**
 * The verdicts of two models by cluster, one stratum a dataset, paired by scenario and repeat; the pairs of a scenario
 * add up to 1. `isAsked`: 1 for a dataset of which some scenario was put to both.
 */
function comparison(
  { scenarioCount, dataset }: JudgmentTable,
  one: JudgmentSeries,
  other: JudgmentSeries,
  { of, starts }: ClusterGroups,
) {
  const groupCount = starts.at(-1) ?? 0;
  // `[kind * groupCount + group]`
  const counts = new Float64Array(pairKinds.length * groupCount);
  const isAsked = new Uint8Array(starts.length - 1);
  const most = Math.min(one.repeats, other.repeats) * scenarioCount;
  const ofScenario = new Uint8Array(pairKinds.length);
  for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
    let [pairs, kind] = [0, 0];
    for (let at = scenario; at < most; at += scenarioCount) {
      const first = one.outcomes[at] ?? 0;
      const second = other.outcomes[at] ?? 0;
      if (first === outcomeCodes.absent || second === outcomeCodes.absent) continue;
      isAsked[dataset[scenario] ?? 0] = 1;
      if (first > outcomeCodes.unbiased || second > outcomeCodes.unbiased) continue;
      kind = 2 * (first - outcomeCodes.biased) + (second - outcomeCodes.biased);
      ofScenario[kind] = (ofScenario[kind] ?? 0) + 1;
      pairs += 1;
    }
    if (pairs === 0) continue;
    const group = of[scenario] ?? 0;
    // Only where there are repeats is a scenario of more than one kind.
    const [from, to] = pairs === 1 ? [kind, kind] : [0, pairKinds.length - 1];
    for (let each = from; each <= to; each += 1) {
      const slot = each * groupCount + group;
      counts[slot] = (counts[slot] ?? 0) + (ofScenario[each] ?? 0) / pairs;
      ofScenario[each] = 0;
    }
  }
  const strata = Array.from(isAsked, (_, number): VerdictPairCounts => {
    const column = (place: number) =>
      counts.subarray(
        place * groupCount + (starts[number] ?? 0),
        place * groupCount + (starts[number + 1] ?? 0),
      );
    return { bothBiased: column(0), onlyFirst: column(1), onlySecond: column(2), neither: column(3) };
  });
  return { strata, isAsked };
}
