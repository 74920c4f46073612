import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/judgment-table.ts';
import { drawnWidth } from '../../stats/add-drawn.ts';
import type { PercentileInterval } from '../../stats/percentile-interval.ts';
import { signalDetection } from '../../stats/signal-detection.ts';
import type { DatasetDraws } from '../inputs/dataset-draws.ts';
import { drawnSums, intervalOfSums } from '../inputs/drawn-sums.ts';

const none: PercentileInterval = { low: null, high: null };

/**
 * The interval of d′ of one model in each dataset, by cluster bootstrap, corrected in every replicate as d′ is.
 * Undefined with fewer than two clusters.
 */
export function dPrimeIntervals(
  table: JudgmentTable,
  series: JudgmentSeries,
  draws: DatasetDraws,
): PercentileInterval[] {
  const totals = sideTotals(table, series, draws);
  return table.datasets.map((_, dataset) => {
    const { sums, clusters } = drawnSums(draws, totals, dataset);
    return clusters < 2 ? none : intervalOfSums(sums, { clusters }, dPrime);
  });
}

/** Of each cluster: hits, gold-biased scenarios with a verdict, false alarms, gold-unbiased ones with a verdict. */
function sideTotals(
  { goldBiased }: JudgmentTable,
  { outcomes, repeats }: JudgmentSeries,
  { of, starts }: DatasetDraws,
): Float64Array {
  const totals = new Float64Array((starts.at(-1) ?? 0) * drawnWidth);
  const { biased, unbiased } = outcomeCodes;
  for (let from = 0; from < repeats * of.length; from += of.length) {
    for (let scenario = 0; scenario < of.length; scenario += 1) {
      const code = outcomes[from + scenario] ?? 0;
      if (code !== biased && code !== unbiased) continue;
      const slot = drawnWidth * (of[scenario] ?? 0) + (goldBiased[scenario] === 1 ? 0 : 2);
      totals[slot + 1] = (totals[slot + 1] ?? 0) + 1;
      if (code === biased) totals[slot] = (totals[slot] ?? 0) + 1;
    }
  }
  return totals;
}

function dPrime(sums: Float64Array, at: number): number | null {
  const [hits = 0, signals = 0, falseAlarms = 0, noises = 0] = sums.subarray(at, at + drawnWidth);
  return signalDetection({ hits, signals, falseAlarms, noises })?.dPrime ?? null;
}
