import { criticalT } from '../clusters/critical-t.ts';
import { normalQuantile } from '../distributions/normal.ts';

/** One scenario: what the model gave, and what people gave where they were asked; each from 0 to 1. */
export interface PredictedValue {
  readonly predicted: number;
  /** Null where no person was asked. */
  readonly observed: number | null;
  /** Absent: every scenario is a cluster of its own, and variances are those of independent ones. */
  readonly cluster?: number;
}

/** A mean of people's values over all scenarios, estimated from a random subset and the model's values of all. */
export interface PredictionPowered {
  /** Null without a value that people gave, or with fewer than two. */
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly standardError: number | null;
  /** How much the model's values are relied on: 0, not at all; 1, fully. */
  readonly lambda: number | null;
  /** Scenarios with a value of people, and the others. */
  readonly labelled: number;
  readonly unlabelled: number;
  readonly clusters: number;
}

/**
 * PPI++: θ = Ȳ + λ (f̄_U − f̄_L), λ = Cov(Y, f) / (Var f_L + (m/n) Var f_U) cut to [0, 1], over m labelled scenarios L, a random
 * subset, and n others U. Without clusters var = Var(Y − λf)/m + λ² Var(f_U)/n and a normal interval; with clusters
 * ψ_g = Σ_L (Y − λf − mean)/m + λ Σ_U (f − f̄_U)/n, var = G/(G − 1) Σ ψ_g² and a t interval with G − 1 degrees of freedom. Cut to
 * [0, 1].
 *
 * Source: Angelopoulos, Duchi and Zrnic (2023), *PPI++: Efficient Prediction-Powered Inference*, arXiv 2311.01453.
 *
 * @param lambda in place of the estimated one; 1 is the first prediction-powered estimate.
 * @example
 * predictionPowered([{ predicted: 1, observed: 1 }, { predicted: 0, observed: 0 }, { predicted: 1, observed: null }]);
 */
export function predictionPowered(values: readonly PredictedValue[], lambda?: number): PredictionPowered {
  const labelled = values.flatMap(({ predicted, observed, cluster }) =>
    observed === null ? [] : [{ predicted, observed, cluster }],
  );
  const others = values.filter(({ observed }) => observed === null);
  const [m, n] = [labelled.length, others.length];
  const clusters = new Set(values.map(({ cluster }, i) => cluster ?? `scenario ${i}`)).size;
  const counts = { labelled: m, unlabelled: n, clusters };
  if (m < 2) return { estimate: null, low: null, high: null, standardError: null, lambda: null, ...counts };
  const [y, fL, fU] = [
    labelled.map(({ observed }) => observed),
    labelled.map(({ predicted }) => predicted),
    others.map(({ predicted }) => predicted),
  ];
  const varianceU = n < 2 ? 0 : covariance(fU, fU);
  const spread = covariance(fL, fL) + (n === 0 ? 0 : (m / n) * varianceU);
  const weight = n === 0 ? 0 : (lambda ?? clip(spread === 0 ? 0 : covariance(y, fL) / spread));
  const estimate = mean(y) + (n === 0 ? 0 : weight * (mean(fU) - mean(fL)));
  const rest = y.map((value, i) => value - weight * (fL[i] ?? 0));
  const isClustered = values.some(({ cluster }) => cluster !== undefined);
  const variance = isClustered
    ? clusteredVariance(labelled, rest, others, weight)
    : covariance(rest, rest) / m + (n === 0 ? 0 : (weight ** 2 * varianceU) / n);
  const usable = variance !== null && (!isClustered || clusters > 1);
  const standardError = usable ? Math.sqrt(variance) : null;
  const z = isClustered ? (clusters > 1 ? criticalT(0.025, clusters - 1) : 0) : normalQuantile(0.975);
  // An error of 0 would claim certainty.
  const half = standardError === null || standardError === 0 ? null : z * standardError;
  return {
    estimate: clip(estimate),
    low: half === null ? null : clip(estimate - half),
    high: half === null ? null : clip(estimate + half),
    standardError,
    lambda: weight,
    ...counts,
  };
}

function clusteredVariance(
  labelled: readonly { readonly cluster?: number | undefined }[],
  rest: readonly number[],
  others: readonly PredictedValue[],
  weight: number,
): number | null {
  const sums = new Map<number, number>();
  const add = (cluster: number | undefined, value: number) =>
    sums.set(cluster ?? -1, (sums.get(cluster ?? -1) ?? 0) + value);
  const centre = mean(rest);
  for (const [i, { cluster }] of labelled.entries()) add(cluster, ((rest[i] ?? 0) - centre) / rest.length);
  const centreU = mean(others.map(({ predicted }) => predicted));
  for (const { cluster, predicted } of others) {
    add(cluster, (weight * (predicted - centreU)) / others.length);
  }
  const size = sums.size;
  if (size < 2) return null;
  return (size / (size - 1)) * [...sums.values()].reduce((sum, value) => sum + value ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n − 1. */
function covariance(one: readonly number[], other: readonly number[]): number {
  const [ofOne, ofOther] = [mean(one), mean(other)];
  const sum = one.reduce((total, value, i) => total + (value - ofOne) * ((other[i] ?? 0) - ofOther), 0);
  return sum / (one.length - 1);
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
