import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../../errors/errors.ts';
import { replaceWhole } from './checkpoint-files.ts';
import { elementBytes } from './safetensors-header.ts';

/** A tensor that is read only when it is written, so that one at a time is in memory. */
export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  data(): Float32Array<ArrayBuffer> | Promise<Float32Array<ArrayBuffer>>;
}

export interface SafetensorsOptions {
  /** F16 rounds to the nearest number, ties to even. */
  readonly type: 'F16' | 'F32';
  /** In addition to `format: pt`, which tells `transformers` how to read the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const numbersAtOnce = 1 << 20;

/**
 * Writes named tensors to a safetensors file, whole or not at all.
 * @throws CheckpointError where a tensor has another size than its shape, or a number that F16 cannot represent.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  { type, metadata }: SafetensorsOptions,
): Promise<void> {
  const all = [...tensors];
  const header = headerOf(all, type, { format: 'pt', ...metadata });
  await replaceWhole(path, async (handle) => {
    await writeExactly(handle, header);
    for (const tensor of all) await writeTensor(handle, tensor, type, path);
  });
}

function headerOf(
  tensors: readonly TensorToWrite[],
  type: 'F16' | 'F32',
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape }): [string, object] => {
    const begin = end;
    end += sizeOf(shape) * elementBytes[type];
    return [name, { dtype: type, shape, data_offsets: [begin, end] }];
  });
  const header = Object.fromEntries([['__metadata__', metadata], ...entries]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces bring the numbers to a multiple of eight bytes.
  const length = 8 * Math.ceil(json.length / 8);
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

async function writeTensor(
  handle: FileHandle,
  tensor: TensorToWrite,
  type: 'F16' | 'F32',
  path: string,
): Promise<void> {
  const data = await tensor.data();
  if (data.length !== sizeOf(tensor.shape)) {
    throw new CheckpointError(`The tensor "${tensor.name}" has another size than its shape.`, {
      where: path,
      expected: `${sizeOf(tensor.shape)} numbers for [${tensor.shape.join(', ')}]`,
      found: `${data.length} numbers`,
    });
  }
  if (type === 'F32')
    return writeExactly(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  for (let start = 0; start < data.length; start += numbersAtOnce) {
    const wide = data.subarray(start, start + numbersAtOnce);
    const narrow = new Float16Array(wide);
    checkRange(narrow, wide, tensor.name, path);
    await writeExactly(handle, new Uint8Array(narrow.buffer));
  }
}

function checkRange(narrow: Float16Array, wide: Float32Array, name: string, path: string): void {
  for (let i = 0; i < narrow.length; i += 1) {
    if (Math.abs(narrow[i] ?? 0) !== Number.POSITIVE_INFINITY || !Number.isFinite(wide[i])) continue;
    throw new CheckpointError(`The tensor "${name}" has a number that F16 cannot represent.`, {
      where: path,
      expected: 'at most 65504',
      found: String(wide[i]),
      advice: 'Write the checkpoint in F32.',
    });
  }
}

// One system call of node writes less than 2 GiB, and may write less than it was asked to.
const mostAtOnce = 2 ** 30;

/** Appends all bytes of an array to an open file. */
async function writeExactly(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const length = Math.min(bytes.length - written, mostAtOnce);
    written += (await handle.write(bytes, written, length)).bytesWritten;
  }
}
