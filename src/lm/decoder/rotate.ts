import { numpy as np } from '../jax.ts';
import type { RotaryPositions } from './rotary-positions.ts';

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
