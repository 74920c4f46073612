import type { FileHandle } from 'node:fs/promises';

// One system call of node writes less than 2 GiB, and may write less than it was asked to.
const mostAtOnce = 2 ** 30;

/** Appends all bytes of an array to an open file. */
export async function writeExactly(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const length = Math.min(bytes.length - written, mostAtOnce);
    written += (await handle.write(bytes, written, length)).bytesWritten;
  }
}
