import type { ModelConfig, RopeScaling } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';

/**
 * Radians a position for each pair of a head's numbers: `θ^(−2i / size)` (Su et al. 2021). The slow ones are divided as in
 * Llama 3 if the checkpoint asks for it.
 */
export function rotaryFrequencies(config: ModelConfig): Float32Array<ArrayBuffer> {
  const { headSize, ropeTheta, ropeScaling } = config;
  return Float32Array.from({ length: headSize / 2 }, (_, pair) => {
    const frequency = ropeTheta ** ((-2 * pair) / headSize);
    return ropeScaling === null ? frequency : scaled(frequency, ropeScaling);
  });
}

/**
 * Llama 3's rule: a frequency that turns often within the original context stays, one that hardly turns is divided by
 * the factor, and between the two limits the change is gradual (`_compute_llama3_parameters` in transformers).
 */
function scaled(frequency: number, scaling: RopeScaling): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
  if (turns > high) return frequency;
  if (turns < low) return frequency / factor;
  const share = (turns - low) / (high - low);
  return (1 - share) * (frequency / factor) + share * frequency;
}

/** Cosine and sine of every position's angles; each positions × half the head's size, of any leading shape. */
export type RotaryPositions = { readonly cosine: np.Array; readonly sine: np.Array };

/**
 * Angles of rotary position embeddings: `position · θ^(−2i / size)` (Su et al. 2021).
 *
 * @param positions of any shape; taken over
 * @param frequencies one for each pair of the head's numbers, in radians a position
 */
export function rotaryPositions(
  positions: np.Array,
  frequencies: Float32Array<ArrayBuffer>,
): RotaryPositions {
  const angles = np.expandDims(positions.astype(np.float32), -1).mul(np.array(frequencies));
  return { cosine: np.cos(angles.ref), sine: np.sin(angles) };
}

/**
 * Turns each pair (i, i + size/2) of a head's numbers by its position's angle, as published checkpoints pair them.
 *
 * @param x batch × heads × tokens × size; taken over
 * @param rotary batch × tokens × size/2, or tokens × size/2; borrowed
 */
export function rotate(x: np.Array, rotary: RotaryPositions): np.Array {
  const shape = x.shape;
  const half = Number(shape.at(-1)) / 2;
  const pairs = x.reshape([...shape.slice(0, -1), 2, half]);
  const overHeads = (angles: np.Array): np.Array =>
    np.expandDims(angles.ndim === 3 ? np.expandDims(angles.ref, 1) : angles.ref, -2);
  // (a, b) → (a cos − b sin, b cos + a sin): the flipped pair, with the sine's sign.
  const sign = np.array([-1, 1]).reshape([2, 1]);
  const turned = np.flip(pairs.ref, -2).mul(overHeads(rotary.sine).mul(sign));
  return pairs.mul(overHeads(rotary.cosine)).add(turned).reshape(shape);
}
