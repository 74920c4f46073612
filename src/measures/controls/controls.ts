import type { JudgmentSeries, JudgmentTable } from '../../core/judgment-table.ts';
import type { OutcomeCounts } from '../../core/outcome.ts';
import { signalDetection } from '../../stats/signal-detection.ts';
import { dPrimeIntervals } from './d-prime-intervals.ts';
import { type DatasetDraws, datasetDraws } from '../inputs/dataset-draws.ts';
import type { BootstrapBounds, Controls, Proportion } from '../metrics.ts';
import { asked, countOutcomes, outcomeCounts } from '../inputs/outcome-counts.ts';
import { proportion } from '../inputs/proportion.ts';

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
