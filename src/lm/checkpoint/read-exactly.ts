import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../../errors/errors.ts';

// One system call of node reads less than 2 GiB.
const mostAtOnce = 2 ** 30;

/**
 * Fills an array of bytes from a place in a file, and gives it back.
 * @throws CheckpointError where the file ends before that.
 */
export async function readExactly<Bytes extends Uint8Array<ArrayBuffer>>(
  handle: FileHandle,
  bytes: Bytes,
  position: number,
  path: string,
): Promise<Bytes> {
  let filled = 0;
  while (filled < bytes.length) {
    const length = Math.min(bytes.length - filled, mostAtOnce);
    const { bytesRead } = await handle.read(bytes, filled, length, position + filled);
    if (bytesRead === 0) {
      throw new CheckpointError('The file is cut off.', {
        where: path,
        expected: `${position + bytes.length} bytes`,
        found: `${position + filled} bytes`,
        advice: 'Fetch or write it again.',
      });
    }
    filled += bytesRead;
  }
  return bytes;
}
