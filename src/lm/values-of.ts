import type { numpy as np } from './jax.ts';

/** The numbers of a float array, which stays its owner's. */
export async function valuesOf(array: np.Array): Promise<Float32Array<ArrayBuffer>> {
  const data = await array.ref.data();
  if (data instanceof Float32Array) return data;
  throw new TypeError(`expected float32, got ${array.dtype}`);
}
