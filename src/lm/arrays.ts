import type { SafetensorsFile } from './checkpoint/open-safetensors.ts';
import type { TensorToWrite } from './checkpoint/write-safetensors.ts';
import { numpy as np } from './jax.ts';

/** Arrays by name. */
export type NamedArrays = { readonly [name: string]: np.Array };

/** All arrays of the file whose name starts with the prefix, by the rest of their name. */
export async function readArrays(file: SafetensorsFile, prefix = ''): Promise<NamedArrays> {
  const arrays: Record<string, np.Array> = {};
  for (const { name, shape } of file.tensors.values()) {
    if (!name.startsWith(prefix)) continue;
    arrays[name.slice(prefix.length)] = np.array(await file.read(name), { shape: [...shape] });
  }
  return arrays;
}

/** Arrays to write to a file, read one at a time. @param arrays borrowed */
export function tensorsToWrite(arrays: NamedArrays, prefix = ''): readonly TensorToWrite[] {
  return Object.entries(arrays).map(([name, array]) => ({
    name: `${prefix}${name}`,
    shape: array.shape,
    data: () => valuesOf(array),
  }));
}

/** The numbers of a float array, which is borrowed. */
export async function valuesOf(array: np.Array): Promise<Float32Array<ArrayBuffer>> {
  const data = await array.ref.data();
  if (data instanceof Float32Array) return data;
  throw new TypeError(`Expected an array of float32, got ${array.dtype}.`);
}

/**
 * The next size that arrays are made in: powers of two and the halves between them, from `smallest` on. Every size is
 * compiled once, and freed memory is reused for arrays of the same size only. So a few sizes are worth some padding, at
 * most a third.
 */
export function roundUpShape(size: number, smallest = 32): number {
  let shape = smallest;
  while (shape < size) {
    if (shape * 1.5 >= size) return shape * 1.5;
    shape *= 2;
  }
  return shape;
}
