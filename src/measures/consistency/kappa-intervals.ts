import { type JudgmentSeries, outcomeCodes } from '../../core/judgment-table.ts';
import { drawnWidth } from '../../stats/add-drawn.ts';
import type { DrawnClusters, PercentileInterval } from '../../stats/percentile-interval.ts';
import type { DatasetDraws } from '../inputs/dataset-draws.ts';
import { type DrawnSums, drawnSums, intervalOfSums } from '../inputs/drawn-sums.ts';

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
