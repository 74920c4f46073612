import type { NoInterval } from '../clusters/clustered-mean.ts';
import { type RateInterval, rateInterval } from '../clusters/rate-interval.ts';
import type { IndexInterval } from './influence-interval.ts';
import type { DetectionCounts } from './signal-detection-interval.ts';

/**
 * Balanced accuracy (H + 1 - F) / 2, the mean of the hit rate and of the rate of correct rejections R = 1 - F, with an
 * interval from those of the two rates (`rateInterval`): with a = H - low H, b = R - low R,
 * low = (H + R - √(a² + b² + 2 ρ a b)) / 2, likewise high. ρ is the correlation of the two over the clusters that have
 * both, 0 where one of them does not vary: a template on which a model says BIASED too readily has more hits and fewer
 * correct rejections. Null where a side has no verdict.
 *
 * Source: Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.
 *
 * @example
 * const dataset = { signals: [9, 9, 9], hits: [8, 7, 8], noises: [9, 9, 9], falseAlarms: [1, 2, 3] };
 * balancedAccuracyInterval([dataset]).estimate; // (23/27 + 21/27) / 2
 */
export function balancedAccuracyInterval(
  strata: readonly DetectionCounts[],
  confidence = 0.95,
): IndexInterval {
  const rejections = strata.map(({ noises, falseAlarms }) =>
    Float64Array.from(noises, (n, g) => n - (falseAlarms[g] ?? 0)),
  );
  const hit = rateInterval(
    strata.map(({ signals, hits }) => ({ sizes: signals, sums: hits })),
    confidence,
  );
  const rejection = rateInterval(
    strata.map(({ noises }, h) => ({ sizes: noises, sums: rejections[h] ?? [] })),
    confidence,
  );
  const clusters = strata.reduce((sum, stratum) => sum + occupied(stratum).length, 0);
  const none = (estimate: number | null, missing: NoInterval | null) => ({
    estimate,
    low: null,
    high: null,
    clusters,
    missing,
  });
  if (hit.rate === null || rejection.rate === null) return none(null, 'no-observations');
  const estimate = (hit.rate + rejection.rate) / 2;
  if (hit.missing !== null || rejection.missing !== null) return none(estimate, 'too-few-clusters');
  const correlation = correlationOf(strata, hit.rate, rejection.rate);
  return {
    estimate,
    low: estimate - reach(hit, rejection, correlation, 'low') / 2,
    high: estimate + reach(hit, rejection, correlation, 'high') / 2,
    clusters,
    missing: null,
  };
}

function reach(one: RateInterval, other: RateInterval, correlation: number, side: 'low' | 'high'): number {
  const [a, b] = [one, other].map((of) => Math.abs((of.rate ?? 0) - (of[side] ?? 0))) as [number, number];
  return Math.sqrt(Math.max(0, a * a + b * b + 2 * correlation * a * b));
}

function occupied({ signals, noises }: DetectionCounts): number[] {
  return Array.from(signals, (_, g) => g).filter((g) => (signals[g] ?? 0) + (noises[g] ?? 0) > 0);
}

/** Of what each cluster adds to the two rates beyond its size. */
function correlationOf(strata: readonly DetectionCounts[], hit: number, rejection: number): number {
  let [product, ofHits, ofRejections] = [0, 0, 0];
  for (const stratum of strata) {
    for (const g of occupied(stratum)) {
      const [signals, noises] = [stratum.signals[g] ?? 0, stratum.noises[g] ?? 0];
      const one = (stratum.hits[g] ?? 0) - hit * signals;
      const other = noises - (stratum.falseAlarms[g] ?? 0) - rejection * noises;
      product += one * other;
      ofHits += one * one;
      ofRejections += other * other;
    }
  }
  // Deviations that are 0 but for rounding tell nothing.
  return ofHits < 1e-18 || ofRejections < 1e-18 ? 0 : product / Math.sqrt(ofHits * ofRejections);
}
