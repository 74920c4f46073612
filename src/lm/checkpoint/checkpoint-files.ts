import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CheckpointError } from '../../errors/errors.ts';

/** Names of a checkpoint's files, as on the Hugging Face hub. */
export const fileNames = {
  config: 'config.json',
  generation: 'generation_config.json',
  weights: 'model.safetensors',
  weightsIndex: 'model.safetensors.index.json',
  tokenizer: 'tokenizer.json',
  tokenizerConfig: 'tokenizer_config.json',
  chatTemplate: 'chat_template.jinja',
} as const;

/** Whether an error of node:fs means that a file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code))
  );
}

/**
 * A text file that a checkpoint must have.
 * @throws CheckpointError where it is not there.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CheckpointError(`The folder has no ${basename(path)}.`, {
      where: dirname(path),
      expected: `a checkpoint's folder with ${basename(path)}`,
      advice: 'Name the folder that "hvsb model download" or "hvsb finetune" wrote.',
      cause,
    });
  }
}

/**
 * A checkpoint's JSON text as a value.
 * @throws CheckpointError that names the file.
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError('The file is not JSON.', {
      where,
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'Fetch or write the checkpoint again.',
      cause,
    });
  }
}

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
