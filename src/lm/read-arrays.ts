import type { SafetensorsFile } from './checkpoint/open-safetensors.ts';
import { numpy as np } from './jax.ts';

/** All arrays of the file whose name starts with the prefix, by the rest of their name. */
export async function readArrays(
  file: SafetensorsFile,
  prefix = '',
): Promise<Readonly<Record<string, np.Array>>> {
  const arrays: Record<string, np.Array> = {};
  for (const { name, shape } of file.tensors.values()) {
    if (!name.startsWith(prefix)) continue;
    arrays[name.slice(prefix.length)] = np.array(await file.read(name), { shape: [...shape] });
  }
  return arrays;
}
