import { fileDigest } from './file-digest.ts';
import type { FilePin } from './file-pin.ts';
import { gitBlobId } from './git-blob-id.ts';

/** Whether a file has the hash that pins it, in one streaming pass. */
export async function pinHolds(pin: FilePin, path: string, signal?: AbortSignal): Promise<boolean> {
  const found = await (pin.kind === 'git-blob' ? gitBlobId(path, signal) : fileDigest(path, signal));
  return found === pin.hash;
}
