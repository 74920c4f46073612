import { normalQuantile } from '../distributions/normal.ts';

/** How a judge does where the truth is known. */
export interface Calibration {
  /** Share of the true negatives that the judge calls negative (specificity), and how many there were. */
  readonly specificity: number;
  readonly negatives: number;
  /** Share of the true positives that the judge calls positive (sensitivity), and how many there were. */
  readonly sensitivity: number;
  readonly positives: number;
}

/** A rate corrected for the judge's errors. */
export interface CalibratedRate {
  /** From 0 to 1; null where it is not identifiable, or there is nothing to estimate it from. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** False where the judge is no better than chance on the calibration set: every rate would fit. */
  readonly identifiable: boolean;
}

/**
 * The true rate of positives where a judge that errs calls a share `p` of n positive, and a calibration set from elsewhere says how
 * it errs: θ = (p + q0 − 1)/(q0 + q1 − 1). The interval is of smoothed shares with a correction for bias; clusters are
 * not taken into account.
 *
 * Source: Lee et al. (2025), arXiv 2511.21140.
 *
 * @example
 * calibratedRate(0.4, 1000, { specificity: 0.7, negatives: 200, sensitivity: 0.9, positives: 200 }).estimate; // .1667
 */
export function calibratedRate(
  p: number,
  n: number,
  { specificity, negatives, sensitivity, positives }: Calibration,
): CalibratedRate {
  if (n === 0 || negatives === 0 || positives === 0)
    return { estimate: null, low: null, high: null, identifiable: false };
  if (specificity + sensitivity <= 1) return { estimate: null, low: null, high: null, identifiable: false };
  const z = normalQuantile(0.975);
  const size = n + z ** 2;
  const rate = (n * p + z ** 2 / 2) / size;
  const smoothed = (share: number, of: number) => (of * share + 1) / (of + 2);
  const [q0, q1] = [smoothed(specificity, negatives), smoothed(sensitivity, positives)];
  const [m0, m1] = [negatives + 2, positives + 2];
  const information = q0 + q1 - 1;
  if (information <= 0) return { estimate: null, low: null, high: null, identifiable: false };
  const theta = (rate + q0 - 1) / information;
  const [errors0, errors1] = [(q0 * (1 - q0)) / m0, (q1 * (1 - q1)) / m1];
  const shift = 2 * z ** 2 * (-(1 - theta) * errors0 + theta * errors1);
  const variance = (rate * (1 - rate)) / size + (1 - theta) ** 2 * errors0 + theta ** 2 * errors1;
  const half = (z * Math.sqrt(variance)) / information;
  return {
    estimate: clip((p + specificity - 1) / (specificity + sensitivity - 1)),
    low: clip(theta + shift - half),
    high: clip(theta + shift + half),
    identifiable: true,
  };
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
