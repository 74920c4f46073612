import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole or not at all: a reader sees the old file or the new, never a part. It is on disk when the
 * promise resolves.
 */
export async function replaceWhole(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const handle = await open(draft, 'w');
    try {
      await write(handle);
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
