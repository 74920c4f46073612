import { numpy as np } from '../jax.ts';

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; norms and biases are left alone. */
  readonly weightDecay: number;
  /** Longest gradient, as the norm over all parameters; a longer one is shortened to it. */
  readonly maxGradientNorm: number;
}

/** A parameter and what AdamW remembers of it: running means of its gradient and of that squared. */
export type Remembered = { readonly value: np.Array; readonly first: np.Array; readonly second: np.Array };

/** Scalars of a step. */
export type StepScalars = {
  readonly learningRate: np.Array;
  /** What the gradient is multiplied by: 1, or less where it is shortened. */
  readonly gradientScale: np.Array;
  /** `1 / (1 − β₁ᵗ)` of step t, counted from 1. */
  readonly firstCorrection: np.Array;
  /** `1 / (1 − β₂ᵗ)`. */
  readonly secondCorrection: np.Array;
};

/**
 * AdamW for one parameter (Loshchilov and Hutter 2019, algorithm 2):
 * `θ ← θ − rate · (m̂ / (√v̂ + ε) + decay · θ)`. All arrays are taken over.
 */
export function adamw(
  settings: AdamWSettings,
  { value, first, second }: Remembered,
  gradient: np.Array,
  scalars: StepScalars,
): Remembered {
  const { beta1, beta2, epsilon } = settings;
  const scaled = gradient.mul(scalars.gradientScale);
  const newFirst = first.mul(beta1).add(scaled.ref.mul(1 - beta1));
  const newSecond = second.mul(beta2).add(np.square(scaled).mul(1 - beta2));
  const step = newFirst.ref
    .mul(scalars.firstCorrection)
    .div(np.sqrt(newSecond.ref.mul(scalars.secondCorrection)).add(epsilon));
  const decay = value.shape.length > 1 ? settings.weightDecay : 0;
  const change = step.add(value.ref.mul(decay));
  return { value: value.sub(scalars.learningRate.mul(change)), first: newFirst, second: newSecond };
}
