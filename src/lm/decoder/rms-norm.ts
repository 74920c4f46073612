import { numpy as np } from '../jax.ts';
import type { Parameters } from './parameters.ts';
import { weightOf } from './weight-of.ts';

/**
 * `x / √(mean(x²) + ε) · w` over the last axis (Zhang and Sennrich 2019).
 *
 * @param x any shape; taken over
 */
export function rmsNorm(parameters: Parameters, name: string, x: np.Array, epsilon: number): np.Array {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  const scale = np.reciprocal(np.sqrt(meanSquare.add(epsilon)));
  return x.mul(scale).mul(weightOf(parameters, `${name}.weight`));
}
