import type { JudgmentSeries, JudgmentTable } from '../../core/tables.ts';
import { type RocPoint, rocArea, rocCurve } from '../../stats/indices/roc-area-interval.ts';
import { type ReasonedInterval, reasonedInterval } from '../inputs/clustered-rate.ts';
import type { ClusterGroups } from '../inputs/clusters.ts';

/** How well a judge's own probabilities tell biased from unbiased scenarios, wherever it draws its line. */
export interface Certainty {
  /** Probability that a biased scenario has a larger P(BIASED) than an unbiased one; .5 is chance. */
  readonly area: number;
  readonly areaInterval: ReasonedInterval;
  /** √2 Φ⁻¹(area); null where the area is 0 or 1. */
  readonly dA: number | null;
  readonly dAInterval: ReasonedInterval;
  /** Scenarios with a probability. */
  readonly biasedScenarios: number;
  readonly unbiasedScenarios: number;
  /** Receiver operating characteristic, from (0, 0) to (1, 1). */
  readonly curve: readonly RocPoint[];
}

/** Points of a curve that are stored: more cannot be distinguished in a chart. */
const mostPoints = 100;

/**
 * Over one dataset; null where the judge said no probability of one side. Of a scenario with repeats the mean counts.
 * The score is P(BIASED) / (P(BIASED) + P(UNBIASED)).
 */
export function certainty(
  table: JudgmentTable,
  { biasedShares, repeats }: JudgmentSeries,
  { of, starts }: ClusterGroups,
  dataset: number,
): Certainty | null {
  if (biasedShares === undefined) return null;
  const first = starts[dataset] ?? 0;
  const sides = { signals: { scores: [], clusters: [] }, noises: { scores: [], clusters: [] } } as Sides;
  for (let scenario = 0; scenario < table.scenarioCount; scenario += 1) {
    if (table.dataset[scenario] !== dataset) continue;
    const score = meanOf(biasedShares, scenario, table.scenarioCount, repeats);
    if (score === null) continue;
    const side = table.goldBiased[scenario] === 1 ? sides.signals : sides.noises;
    side.scores.push(score);
    side.clusters.push((of[scenario] ?? first) - first);
  }
  const signals = Float64Array.from(sides.signals.scores);
  const noises = Float64Array.from(sides.noises.scores);
  const { area, dA } = rocArea({
    signals,
    noises,
    signalClusters: sides.signals.clusters,
    noiseClusters: sides.noises.clusters,
    clusterCount: (starts[dataset + 1] ?? first) - first,
  });
  if (area.estimate === null) return null;
  return {
    area: area.estimate,
    areaInterval: reasonedInterval(area),
    dA: dA.estimate,
    dAInterval: reasonedInterval(dA),
    biasedScenarios: signals.length,
    unbiasedScenarios: noises.length,
    curve: rocCurve({ signals, noises }, mostPoints),
  };
}

interface Side {
  readonly scores: number[];
  readonly clusters: number[];
}
type Sides = Readonly<Record<'signals' | 'noises', Side>>;

function meanOf(
  shares: Float64Array,
  scenario: number,
  scenarioCount: number,
  repeats: number,
): number | null {
  let [sum, count] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const share = shares[repeat * scenarioCount + scenario] ?? Number.NaN;
    if (Number.isNaN(share)) continue;
    sum += share;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}
