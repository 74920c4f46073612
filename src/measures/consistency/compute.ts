import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { cohenKappa, gwetAc1 } from '../../stats/agreement/two-raters.ts';
import { drawnWidth } from '../../stats/bootstrap/cluster-bootstrap.ts';
import type { DrawnClusters, PercentileInterval } from '../../stats/bootstrap/percentile-interval.ts';
import { type BootstrapBounds, codeCount } from '../inputs/cells.ts';
import {
  type DatasetDraws,
  type DrawnSums,
  datasetDraws,
  drawnSums,
  intervalOfSums,
} from '../inputs/clusters.ts';
import { measureId } from '../measure.ts';

/** Agreement of two models under one attack, over scenarios (and repeats) on which both gave a verdict. */
export interface Consistency {
  /** Null: all datasets together. */
  readonly dataset: string | null;
  readonly attack: string;
  readonly models: readonly [string, string];
  /** Share of equal verdicts. */
  readonly agreement: number | null;
  /** Null where both always gave one and the same verdict, too. */
  readonly kappa: number | null;
  readonly kappaInterval: BootstrapBounds;
  readonly ac1: number | null;
  readonly n: number;
}

/** The id of the measure in the results of a study: `resultOf(results, consistencyId)`. */
export const consistencyId = measureId<readonly Consistency[]>('consistency');

/**
 * Agreement of every two models under the same attack, over all scenarios (controls too) that both were
 * asked: of all datasets together (`dataset` null), then of each. Models stand in the order of the table.
 * There is no entry where no scenario was put to both.
 */
export function consistency(table: JudgmentTable, draws: DatasetDraws = datasetDraws(table)): Consistency[] {
  const datasetOf = Int32Array.from(table.dataset);
  const attacks = [...new Set(table.series.map(({ attack }) => attack))];
  const pairs = attacks.flatMap((attack) =>
    pairsOf(table.series.filter((series) => series.attack === attack)).map(([one, other]) => {
      const joint = jointOutcomes(one, other, datasetOf, table.datasets.length);
      return {
        one,
        other,
        joint: table.datasets.map((_, i) => joint.subarray(i * jointWidth, (i + 1) * jointWidth)),
        intervals: kappaIntervals(one, other, draws),
      };
    }),
  );
  const together = pairs.flatMap(({ one, other, joint, intervals }) =>
    entry(null, one, other, sum(joint), intervals.together),
  );
  const apart = table.datasets.flatMap((dataset, number) =>
    pairs.flatMap(({ one, other, joint, intervals }) =>
      entry(dataset, one, other, joint[number] ?? new Uint32Array(), intervals.apart[number]),
    ),
  );
  return [...together, ...apart];
}

function pairsOf(series: readonly JudgmentSeries[]): (readonly [JudgmentSeries, JudgmentSeries])[] {
  return series.flatMap((one, i) => series.slice(i + 1).map((other) => [one, other] as const));
}

function sum(parts: readonly Uint32Array[]): Uint32Array {
  const total = new Uint32Array(jointWidth);
  for (const part of parts) for (const [i, count] of part.entries()) total[i] = (total[i] ?? 0) + count;
  return total;
}

function entry(
  dataset: string | null,
  one: JudgmentSeries,
  other: JudgmentSeries,
  joint: Uint32Array,
  interval: BootstrapBounds | undefined,
): Consistency[] {
  const { biased, unbiased } = outcomeCodes;
  const at = (first: number, second: number) => joint[first * codeCount + second] ?? 0;
  const bothAsked = joint.some((count, i) => count > 0 && i >= codeCount && i % codeCount !== 0);
  if (!bothAsked) return [];
  const counts = [
    [at(biased, biased), at(biased, unbiased)],
    [at(unbiased, biased), at(unbiased, unbiased)],
  ];
  const n = counts.flat().reduce((total, count) => total + count, 0);
  const equal = at(biased, biased) + at(unbiased, unbiased);
  const kappa = cohenKappa(counts);
  return [
    {
      dataset,
      attack: one.attack,
      models: [one.model, other.model],
      agreement: n === 0 ? null : equal / n,
      kappa,
      kappaInterval: kappa === null || interval === undefined ? { low: null, high: null } : interval,
      ac1: gwetAc1(counts),
      n,
    },
  ];
}

/** Numbers a cell: one for each pair of outcome codes. */
export const jointWidth = codeCount * codeCount;

/**
 * How often each pair of outcomes occurs in each cell, paired by scenario and repeat:
 * `counts[cell * jointWidth + codeOfOne * codeCount + codeOfOther]`. Repeats that only one of the two has
 * are not paired.
 */
export function jointOutcomes(
  one: JudgmentSeries,
  other: JudgmentSeries,
  cellOf: Int32Array,
  cellCount: number,
): Uint32Array {
  const counts = new Uint32Array(cellCount * jointWidth);
  const [ones, others] = [one.outcomes, other.outcomes];
  const scenarioCount = cellOf.length;
  const repeats = Math.min(one.repeats, other.repeats);
  for (let from = 0; from < repeats * scenarioCount; from += scenarioCount) {
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      const cell = cellOf[scenario] ?? -1;
      if (cell < 0) continue;
      const codes = (ones[from + scenario] ?? 0) * codeCount + (others[from + scenario] ?? 0);
      const slot = cell * jointWidth + codes;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

export interface KappaIntervals {
  /** Clusters drawn within each dataset. Undefined, too, where a dataset has but one cluster. */
  readonly together: PercentileInterval;
  /** One a dataset. */
  readonly apart: readonly PercentileInterval[];
}

const none: PercentileInterval = { low: null, high: null };

/** Intervals of Cohen's kappa of two models by cluster bootstrap. Undefined with fewer than two clusters. */
export function kappaIntervals(
  one: JudgmentSeries,
  other: JudgmentSeries,
  draws: DatasetDraws,
): KappaIntervals {
  const totals = verdictPairs(one, other, draws);
  const each = draws.draws.map((_, dataset) => drawnSums(draws, totals, dataset));
  return {
    together: each.some(({ clusters }) => clusters === 1)
      ? none
      : intervalOfSums(total(each), strataOf(each), kappa),
    apart: each.map(({ sums, clusters }) =>
      clusters < 2 ? none : intervalOfSums(sums, { clusters }, kappa),
    ),
  };
}

/** Of each cluster: pairs of verdicts biased by both, by the first only, by the second only, by none. */
function verdictPairs(
  one: JudgmentSeries,
  other: JudgmentSeries,
  { of, starts }: DatasetDraws,
): Float64Array {
  const totals = new Float64Array((starts.at(-1) ?? 0) * drawnWidth);
  const { biased, unbiased } = outcomeCodes;
  const repeats = Math.min(one.repeats, other.repeats);
  for (let from = 0; from < repeats * of.length; from += of.length) {
    for (let scenario = 0; scenario < of.length; scenario += 1) {
      const first = one.outcomes[from + scenario] ?? 0;
      const second = other.outcomes[from + scenario] ?? 0;
      if (first < biased || second < biased || first > unbiased || second > unbiased) continue;
      const slot = drawnWidth * (of[scenario] ?? 0) + 2 * (first - biased) + (second - biased);
      totals[slot] = (totals[slot] ?? 0) + 1;
    }
  }
  return totals;
}

function strataOf(parts: readonly DrawnSums[]): DrawnClusters {
  const counts = parts.map(({ clusters }) => clusters).filter((clusters) => clusters > 0);
  return { clusters: counts.reduce((sum, count) => sum + count, 0), strata: counts.length };
}

function total(parts: readonly DrawnSums[]): Float64Array {
  const all = new Float64Array(parts[0]?.sums.length ?? 0);
  for (const { sums, clusters } of parts) {
    if (clusters === 0) continue;
    for (let i = 0; i < all.length; i += 1) all[i] = (all[i] ?? 0) + (sums[i] ?? 0);
  }
  return all;
}

/** `cohenKappa` of two by two counts, without making arrays: it is asked a million times. */
function kappa(sums: Float64Array, at: number): number | null {
  const [both, first, second, neither] = [
    sums[at] ?? 0,
    sums[at + 1] ?? 0,
    sums[at + 2] ?? 0,
    sums[at + 3] ?? 0,
  ];
  const n = both + first + second + neither;
  const expected = (both + first) * (both + second) + (second + neither) * (first + neither);
  return n * n === expected ? null : ((both + neither) * n - expected) / (n * n - expected);
}
