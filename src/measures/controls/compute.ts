import type { OutcomeCounts } from '../../core/outcomes.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { drawnWidth } from '../../stats/bootstrap/cluster-bootstrap.ts';
import type { PercentileInterval } from '../../stats/bootstrap/percentile-interval.ts';
import { signalDetection } from '../../stats/rates/signal-detection.ts';
import {
  asked,
  type BootstrapBounds,
  countOutcomes,
  outcomeCounts,
  type Proportion,
  proportion,
} from '../inputs/cells.ts';
import { type DatasetDraws, datasetDraws, drawnSums, intervalOfSums } from '../inputs/clusters.ts';
import { measureId } from '../measure.ts';

/** Whether a judge tells biased scenarios from unbiased ones. "Yes" is the verdict biased. */
export interface Controls {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** P(biased | gold biased). */
  readonly hit: Proportion;
  /** P(biased | gold unbiased). */
  readonly falseAlarm: Proportion;
  /** (hit rate + 1 - false alarm rate) / 2; like d′ and the criterion null where one side has no verdict. */
  readonly balancedAccuracy: number | null;
  readonly dPrime: number | null;
  readonly dPrimeInterval: BootstrapBounds;
  readonly criterion: number | null;
  readonly counts: {
    readonly hits: number;
    readonly misses: number;
    readonly falseAlarms: number;
    readonly correctRejections: number;
  };
}

/** The id of the measure in the results of a study: `resultOf(results, controlsId)`. */
export const controlsId = measureId<readonly Controls[]>('controls');

/**
 * Whether each model under each attack tells gold-biased scenarios from gold-unbiased ones, by dataset.
 * A dataset without unbiased scenarios has no entry, nor has a model that was asked nothing of it.
 */
export function controls(table: JudgmentTable, draws: DatasetDraws = datasetDraws(table)): Controls[] {
  const hasUnbiased = new Set<number>();
  const side = new Int32Array(table.scenarioCount);
  for (let scenario = 0; scenario < side.length; scenario += 1) {
    const dataset = table.dataset[scenario] ?? 0;
    const biased = table.goldBiased[scenario] === 1;
    side[scenario] = 2 * dataset + (biased ? 1 : 0);
    if (!biased) hasUnbiased.add(dataset);
  }
  if (hasUnbiased.size === 0) return [];
  const counts = table.series.map((series) => countOutcomes(series, side, 2 * table.datasets.length));
  const intervals = table.series.map((series) => dPrimeIntervals(table, series, draws));
  return table.datasets.flatMap((dataset, number) => {
    if (!hasUnbiased.has(number)) return [];
    return table.series.flatMap((series, i) => {
      const seriesCounts = counts[i] ?? new Uint32Array();
      const unbiased = outcomeCounts(seriesCounts, 2 * number);
      const biased = outcomeCounts(seriesCounts, 2 * number + 1);
      if (asked(unbiased) + asked(biased) === 0) return [];
      return ofDataset(dataset, series, biased, unbiased, intervals[i]?.[number]);
    });
  });
}

function ofDataset(
  dataset: string,
  series: JudgmentSeries,
  onBiased: OutcomeCounts,
  onUnbiased: OutcomeCounts,
  interval: BootstrapBounds | undefined,
): Controls {
  const counts = {
    hits: onBiased.biased,
    misses: onBiased.unbiased,
    falseAlarms: onUnbiased.biased,
    correctRejections: onUnbiased.unbiased,
  };
  const hit = proportion(counts.hits, counts.hits + counts.misses);
  const falseAlarm = proportion(counts.falseAlarms, counts.falseAlarms + counts.correctRejections);
  const detection = signalDetection({
    hits: hit.count,
    signals: hit.n,
    falseAlarms: falseAlarm.count,
    noises: falseAlarm.n,
  });
  return {
    dataset,
    model: series.model,
    attack: series.attack,
    hit,
    falseAlarm,
    balancedAccuracy:
      hit.rate === null || falseAlarm.rate === null ? null : (hit.rate + 1 - falseAlarm.rate) / 2,
    dPrime: detection?.dPrime ?? null,
    dPrimeInterval:
      detection === null || interval === undefined || (isExtreme(hit) && isExtreme(falseAlarm))
        ? { low: null, high: null }
        : interval,
    criterion: detection?.criterion ?? null,
    counts,
  };
}

/** Where both rates are, all clusters are alike, and only the correction of d′ would vary from draw to draw. */
function isExtreme({ count, n }: Proportion): boolean {
  return count === 0 || count === n;
}

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
