import type { NoInterval } from '../clusters/clustered-mean.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { boundsOf, type IndexInterval, influenceSpread, type Scale } from './influence-interval.ts';

/** How sure a judge was of each scenario, by the scenario's gold label. */
export interface ScoredScenarios {
  /** Scores of scenarios that are signals (gold biased); a larger one means a stronger yes. */
  readonly signals: Float64Array;
  readonly noises: Float64Array;
  /** Number of each signal's cluster, below `clusterCount`; likewise of each noise. */
  readonly signalClusters: ArrayLike<number>;
  readonly noiseClusters: ArrayLike<number>;
  readonly clusterCount: number;
}

/** A point of the curve: the shares of noises and of signals with a score of at least some threshold. */
export interface RocPoint {
  readonly falseAlarm: number;
  readonly hit: number;
}

/** The area under the curve, and the distance that it means. */
export interface RocArea {
  readonly area: IndexInterval;
  readonly dA: IndexInterval;
}

const logitScale: Scale = {
  to: (area) => Math.log(area / (1 - area)),
  from: (value) => 1 / (1 + Math.exp(-value)),
  slope: (area) => 1 / (area * (1 - area)),
};

/**
 * The area under the receiver operating characteristic: the probability that a signal has a larger score than a noise, ties
 * counting half, with an interval on the logit scale from the influence of the clusters (the mean of its signals' and of
 * its noises' placements); and d_a = √2 Φ⁻¹(area), the difference of the means of two normal distributions with this
 * area in units of the root mean square of their standard deviations. Null where a side has no score.
 *
 * Source: Obuchowski (1997), Biometrics 53, 567-578 (clustered data); Simpson and Fitter (1973), Psychological Bulletin
 * 80, 481-488 (d_a).
 *
 * @example
 * const signals = Float64Array.of(0.9, 0.8, 0.4);
 * const noises = Float64Array.of(0.1, 0.5, 0.2);
 * const clusters = [0, 1, 2];
 * const scored = { signals, noises, signalClusters: clusters, noiseClusters: clusters, clusterCount: 3 };
 * rocArea(scored).area.estimate; // 8/9
 */
export function rocArea(scored: ScoredScenarios, confidence = 0.95): RocArea {
  const { signals, noises } = scored;
  if (signals.length === 0 || noises.length === 0) {
    const none = missing(null, 0, 'no-observations');
    return { area: none, dA: none };
  }
  const ofSignals = placements(signals, noises);
  const ofNoises = placements(noises, signals);
  const estimate = sumOf(ofSignals) / signals.length;
  const influences = new Float64Array(scored.clusterCount);
  const seen = new Uint8Array(scored.clusterCount);
  const add = (clusters: ArrayLike<number>, values: Float64Array, mean: number): void => {
    for (const [at, value] of values.entries()) {
      const cluster = clusters[at] ?? 0;
      seen[cluster] = 1;
      influences[cluster] = (influences[cluster] ?? 0) + (value - mean) / values.length;
    }
  };
  add(scored.signalClusters, ofSignals, estimate);
  // The larger a noise is, the fewer signals are above it.
  add(
    scored.noiseClusters,
    ofNoises.map((value) => 1 - value),
    estimate,
  );
  const area = intervalOf(
    estimate,
    influences.filter((_, cluster) => seen[cluster] === 1),
    confidence,
  );
  return { area, dA: distanceOf(area) };
}

function intervalOf(estimate: number, influences: Float64Array, confidence: number): IndexInterval {
  const clusters = influences.length;
  const spread = influenceSpread([influences]);
  if (spread === null) return missing(estimate, clusters, 'too-few-clusters');
  if (spread.standardError === 0 || estimate === 0 || estimate === 1) {
    return missing(estimate, clusters, 'no-spread');
  }
  return { estimate, ...boundsOf(estimate, spread, logitScale, confidence), clusters, missing: null };
}

/** Undefined where the area is 0 or 1: the distance would be infinite. */
function distanceOf({ estimate, low, high, clusters, missing: reason }: IndexInterval): IndexInterval {
  if (estimate === null || estimate === 0 || estimate === 1)
    return missing(null, clusters, 'no-observations');
  const distance = (area: number) => Math.SQRT2 * normalQuantile(area);
  if (low === null || high === null) return missing(distance(estimate), clusters, reason);
  return { estimate: distance(estimate), low: distance(low), high: distance(high), clusters, missing: null };
}

function missing(estimate: number | null, clusters: number, reason: NoInterval | null): IndexInterval {
  return { estimate, low: null, high: null, clusters, missing: reason };
}

/** Of each score the share of the others that are below it, ties counting half. */
function placements(scores: Float64Array, others: Float64Array): Float64Array {
  const sorted = others.toSorted();
  return scores.map(
    (score) => (countBelow(sorted, score, false) + countBelow(sorted, score, true)) / 2 / sorted.length,
  );
}

/** How many of the sorted numbers are below the score, or not above it. By halving. */
function countBelow(sorted: Float64Array, score: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] ?? 0;
    if (value < score || (orEqual && value === score)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * The curve from (0, 0) to (1, 1), at each score that occurs, thinned to about `most` points.
 *
 * @example
 * const [signals, noises] = [Float64Array.of(2, 1), Float64Array.of(1, 0)];
 * rocCurve({ signals, noises }, 100); // (0, 0), (0, ½), (½, 1), (1, 1)
 */
export function rocCurve(
  { signals, noises }: Pick<ScoredScenarios, 'signals' | 'noises'>,
  most: number,
): readonly RocPoint[] {
  const [sortedSignals, sortedNoises] = [signals.toSorted(), noises.toSorted()];
  const scores = [...new Set([...sortedSignals, ...sortedNoises])].sort((one, other) => other - one);
  const step = Math.max(1, Math.ceil(scores.length / most));
  const shown = scores.filter((_, at) => at % step === step - 1 || at === scores.length - 1);
  const atLeast = (sorted: Float64Array, score: number) =>
    1 - countBelow(sorted, score, false) / sorted.length;
  const points = shown.map((score) => ({
    falseAlarm: atLeast(sortedNoises, score),
    hit: atLeast(sortedSignals, score),
  }));
  return [{ falseAlarm: 0, hit: 0 }, ...points];
}
