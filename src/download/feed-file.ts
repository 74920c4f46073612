import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Feeds the first `bytes` bytes of a file to a hash. Aborting rejects with the signal's reason. */
export async function feedFile(
  hash: Hash,
  path: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (bytes === 0) return;
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1, signal })) hash.update(chunk);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
