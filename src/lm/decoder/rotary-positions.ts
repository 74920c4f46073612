import { numpy as np } from '../jax.ts';

/** Cosine and sine of every position's angles; each positions × half the head's size, of any leading shape. */
export interface RotaryPositions {
  readonly cosine: np.Array;
  readonly sine: np.Array;
}

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
