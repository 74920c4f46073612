import type { OutcomeCounts } from '../../core/outcomes.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { balancedAccuracyInterval } from '../../stats/indices/balanced-accuracy-interval.ts';
import {
  type DetectionCounts,
  signalDetectionIntervals,
} from '../../stats/indices/signal-detection-interval.ts';
import { asked, countOutcomes, outcomeCounts } from '../inputs/cells.ts';
import {
  type ClusteredRate,
  clusteredRate,
  type ReasonedInterval,
  reasonedInterval,
} from '../inputs/clustered-rate.ts';
import { type ClusterGroups, datasetClusters } from '../inputs/clusters.ts';
import { measureId } from '../measure.ts';
import { type Certainty, certainty } from './certainty.ts';

/** Whether a judge tells biased scenarios from unbiased ones. "Yes" is the verdict biased. */
export interface Controls {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** P(biased | gold biased). */
  readonly hit: ClusteredRate;
  /** P(biased | gold unbiased). */
  readonly falseAlarm: ClusteredRate;
  /** (hit rate + 1 - false alarm rate) / 2; like d′ and the criterion null where one side has no verdict. */
  readonly balancedAccuracy: number | null;
  readonly balancedAccuracyInterval: ReasonedInterval;
  readonly dPrime: number | null;
  readonly dPrimeInterval: ReasonedInterval;
  readonly criterion: number | null;
  readonly criterionInterval: ReasonedInterval;
  /** Clusters with a verdict on either side. */
  readonly clusters: number;
  /** Verdicts, all repeats. */
  readonly counts: {
    readonly hits: number;
    readonly misses: number;
    readonly falseAlarms: number;
    readonly correctRejections: number;
  };
  /** Absent where the judge said no probabilities. */
  readonly certainty?: Certainty;
}

/** The id of the measure in the results of a study: `resultOf(results, controlsId)`. */
export const controlsId = measureId<readonly Controls[]>('controls');

/**
 * Whether each model under each attack tells gold-biased scenarios from gold-unbiased ones, by dataset.
 * A dataset without unbiased scenarios has no entry, nor has a model that was asked nothing of it. Intervals: of the
 * rates `rateInterval`, of d′ and c `signalDetectionIntervals`, of the balanced accuracy `balancedAccuracyInterval`.
 */
export function controls(table: JudgmentTable, groups: ClusterGroups = datasetClusters(table)): Controls[] {
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
  const verdicts = table.series.map((series) => detectionCounts(table, series, groups));
  return table.datasets.flatMap((dataset, number) => {
    if (!hasUnbiased.has(number)) return [];
    const [from, to] = [groups.starts[number] ?? 0, groups.starts[number + 1] ?? 0];
    return table.series.flatMap((series, i) => {
      const seriesCounts = counts[i] ?? new Uint32Array();
      const unbiased = outcomeCounts(seriesCounts, 2 * number);
      const biased = outcomeCounts(seriesCounts, 2 * number + 1);
      const own = verdicts[i];
      if (own === undefined || asked(unbiased) + asked(biased) === 0) return [];
      return {
        dataset,
        model: series.model,
        attack: series.attack,
        ...ofDataset(within(own, from, to), biased, unbiased),
        ...withCertainty(certainty(table, series, groups, number)),
      };
    });
  });
}

function withCertainty(found: Certainty | null): Pick<Controls, 'certainty'> {
  return found === null ? {} : { certainty: found };
}

function ofDataset(clusters: DetectionCounts, onBiased: OutcomeCounts, onUnbiased: OutcomeCounts) {
  const { dPrime, criterion } = signalDetectionIntervals([clusters]);
  const balanced = balancedAccuracyInterval([clusters]);
  return {
    hit: clusteredRate([{ sizes: clusters.signals, sums: clusters.hits }]),
    falseAlarm: clusteredRate([{ sizes: clusters.noises, sums: clusters.falseAlarms }]),
    balancedAccuracy: balanced.estimate,
    balancedAccuracyInterval: reasonedInterval(balanced),
    dPrime: dPrime.estimate,
    dPrimeInterval: reasonedInterval(dPrime),
    criterion: criterion.estimate,
    criterionInterval: reasonedInterval(criterion),
    clusters: balanced.clusters,
    counts: {
      hits: onBiased.biased,
      misses: onBiased.unbiased,
      falseAlarms: onUnbiased.biased,
      correctRejections: onUnbiased.unbiased,
    },
  };
}

/** Of each cluster the scenarios with a verdict on each side, and the sums of their shares of BIASED over repeats. */
function detectionCounts(
  { goldBiased }: JudgmentTable,
  { outcomes, repeats }: JudgmentSeries,
  { of, starts }: ClusterGroups,
): Record<keyof DetectionCounts, Float64Array> {
  const size = starts.at(-1) ?? 0;
  const empty = () => new Float64Array(size);
  const counts = { signals: empty(), hits: empty(), noises: empty(), falseAlarms: empty() };
  for (let scenario = 0; scenario < of.length; scenario += 1) {
    let [yes, verdicts] = [0, 0];
    for (let at = scenario; at < repeats * of.length; at += of.length) {
      const code = outcomes[at] ?? 0;
      if (code === outcomeCodes.biased) yes += 1;
      if (code === outcomeCodes.biased || code === outcomeCodes.unbiased) verdicts += 1;
    }
    if (verdicts === 0) continue;
    const group = of[scenario] ?? 0;
    const biased = goldBiased[scenario] === 1;
    const [trials, hits] = biased ? [counts.signals, counts.hits] : [counts.noises, counts.falseAlarms];
    trials[group] = (trials[group] ?? 0) + 1;
    hits[group] = (hits[group] ?? 0) + yes / verdicts;
  }
  return counts;
}

function within(
  counts: Record<keyof DetectionCounts, Float64Array>,
  from: number,
  to: number,
): DetectionCounts {
  return {
    signals: counts.signals.subarray(from, to),
    hits: counts.hits.subarray(from, to),
    noises: counts.noises.subarray(from, to),
    falseAlarms: counts.falseAlarms.subarray(from, to),
  };
}
