import { openSafetensors } from '../checkpoint/open-safetensors.ts';
import { writeSafetensors } from '../checkpoint/write-safetensors.ts';
import { readArrays } from '../read-arrays.ts';
import { tensorsToWrite } from '../tensors-to-write.ts';
import type { Named } from './named.ts';

/** Keeps the best parameters so far beside the run. @param parameters borrowed */
export async function writeBestParameters(path: string, parameters: Named): Promise<void> {
  await writeSafetensors(path, tensorsToWrite(parameters), { type: 'F32' });
}

export async function readBestParameters(path: string): Promise<Named> {
  await using file = await openSafetensors(path);
  return await readArrays(file);
}
