import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CheckpointError } from '../../errors/errors.ts';
import { isMissing, readExactly } from './checkpoint-files.ts';
import { readSafetensorsHeader, type SafetensorsHeader, type TensorEntry } from './safetensors-header.ts';

/** An open file of named tensors. Closing it ends reading; `await using` closes it by itself. */
export interface SafetensorsFile extends SafetensorsHeader, AsyncDisposable {
  readonly path: string;
  /**
   * The numbers of one tensor, in an array of its own; F16 and BF16 widened, which loses nothing.
   * @throws CheckpointError where there is no tensor of that name.
   */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
  close(): Promise<void>;
}

// Narrow numbers are read and widened so many at a time: one tensor's memory is its own plus this.
const numbersAtOnce = 1 << 20;

/**
 * Opens a safetensors file and checks its header. No tensor is in memory until it is read.
 * @throws CheckpointError where the file is missing, damaged, cut off, or holds numbers of a type that is not read.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const handle = await openFile(path);
  try {
    const header = await readSafetensorsHeader(handle, path);
    const close = () => handle.close();
    return {
      ...header,
      path,
      read: async (name) => readTensor(handle, entryOf(header, name, path), path),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CheckpointError(`The folder has no ${basename(path)}.`, {
      where: dirname(path),
      expected: basename(path),
      advice: 'Fetch or write the checkpoint again.',
      cause,
    });
  }
}

function entryOf(header: SafetensorsHeader, name: string, path: string): TensorEntry {
  const entry = header.tensors.get(name);
  if (entry !== undefined) return entry;
  throw new CheckpointError(`The tensor "${name}" is missing.`, {
    where: path,
    expected: name,
    found: `${header.tensors.size} tensors of other names`,
    advice: 'Fetch or write the checkpoint again.',
  });
}

async function readTensor(
  handle: FileHandle,
  entry: TensorEntry,
  path: string,
): Promise<Float32Array<ArrayBuffer>> {
  const { type, bytes, position } = entry;
  if (type === 'F32') {
    const data = new Float32Array(bytes / 4);
    await readExactly(handle, new Uint8Array(data.buffer), position, path);
    return data;
  }
  const data = new Float32Array(bytes / 2);
  const widen = type === 'F16' ? widenF16 : widenBF16;
  const buffer = new ArrayBuffer(2 * Math.min(numbersAtOnce, data.length));
  for (let start = 0; start < data.length; start += numbersAtOnce) {
    const count = Math.min(numbersAtOnce, data.length - start);
    await readExactly(handle, new Uint8Array(buffer, 0, 2 * count), position + 2 * start, path);
    widen(buffer, data.subarray(start, start + count));
  }
  return data;
}

function widenF16(from: ArrayBuffer, to: Float32Array<ArrayBuffer>): void {
  to.set(new Float16Array(from, 0, to.length));
}

/** A bfloat16 is the upper half of a float32. */
function widenBF16(from: ArrayBuffer, to: Float32Array<ArrayBuffer>): void {
  const halves = new Uint16Array(from, 0, to.length);
  const bits = new Uint32Array(to.buffer, to.byteOffset, to.length);
  for (let i = 0; i < halves.length; i += 1) bits[i] = (halves[i] ?? 0) << 16;
}
