import type { TensorToWrite } from './checkpoint/write-safetensors.ts';
import type { numpy as np } from './jax.ts';
import { valuesOf } from './values-of.ts';

/** Arrays as a file takes them, one at a time. @param arrays borrowed */
export function tensorsToWrite(
  arrays: Readonly<Record<string, np.Array>>,
  prefix = '',
): readonly TensorToWrite[] {
  return Object.entries(arrays).map(([name, array]) => ({
    name: `${prefix}${name}`,
    shape: array.shape,
    data: () => valuesOf(array),
  }));
}
