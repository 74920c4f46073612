import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';

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

/** Writes a small text file whole or not at all: a reader sees the old text or the new, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Bytes of a file; null where there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
