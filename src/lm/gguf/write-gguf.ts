import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../../errors/errors.ts';
import { replaceWhole } from '../checkpoint/checkpoint-files.ts';
import { encodedBytes, encodeNumbers, type TensorType } from './tensor-types.ts';

/** A value of the file's metadata, with its type. */
export type GgufValue =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'texts'; readonly value: readonly string[] }
  | { readonly type: 'uint32'; readonly value: number }
  | { readonly type: 'int32s'; readonly value: readonly number[] }
  | { readonly type: 'float32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean };

/** A tensor that is read only when it is written, so that one at a time is in memory. Row-major, as everywhere else here. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TensorType;
  data(): Promise<Float32Array<ArrayBuffer>>;
}

const magic = 'GGUF';
const version = 3;
const alignment = 32;
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, text: 8, list: 9 } as const;
const tensorTypes = { F32: 0, F16: 1, Q8_0: 8 } as const satisfies Record<TensorType, number>;

/**
 * Writes a GGUF file (version 3), whole or not at all.
 * Source: docs/gguf.md of github.com/ggml-org/ggml.
 * @returns its size in bytes
 * @throws CheckpointError where a tensor has another size than its shape, or a number that its type cannot represent
 */
export async function writeGguf(
  path: string,
  metadata: ReadonlyMap<string, GgufValue>,
  tensors: readonly GgufTensor[],
): Promise<number> {
  const header = headerOf(metadata, tensors);
  let bytes = header.length;
  await replaceWhole(path, async (handle) => {
    await handle.writeFile(header);
    for (const tensor of tensors) {
      const encoded = padded(await encodedTensor(tensor, path));
      await append(handle, encoded);
      bytes += encoded.length;
    }
  });
  return bytes;
}

async function encodedTensor({ name, shape, type, data }: GgufTensor, path: string): Promise<Uint8Array> {
  const numbers = await data();
  const size = sizeOf(shape);
  if (numbers.length !== size) {
    throw new CheckpointError(`The tensor "${name}" has another size than its shape.`, {
      where: path,
      expected: `${size} numbers for [${shape.join(', ')}]`,
      found: `${numbers.length} numbers`,
    });
  }
  const encoded = encodeNumbers(numbers, type);
  if (encoded !== null) return encoded;
  throw new CheckpointError(`The tensor "${name}" has a number that ${type} cannot represent.`, {
    where: path,
    expected: 'at most 65504',
    advice: 'Export it as F32.',
  });
}

function headerOf(metadata: ReadonlyMap<string, GgufValue>, tensors: readonly GgufTensor[]): Uint8Array {
  const parts: Uint8Array[] = [
    Buffer.from(magic),
    uint32(version),
    uint64(tensors.length),
    uint64(metadata.size),
  ];
  for (const [name, value] of metadata) parts.push(text(name), ...valueParts(value));
  let offset = 0;
  for (const { name, shape, type } of tensors) {
    // The format lists the innermost axis first.
    const sizes = shape.toReversed().map(uint64);
    parts.push(text(name), uint32(shape.length), ...sizes, uint32(tensorTypes[type]), uint64(offset));
    offset += alignedLength(encodedBytes(sizeOf(shape), type));
  }
  return padded(Buffer.concat(parts));
}

function valueParts(value: GgufValue): readonly Uint8Array[] {
  switch (value.type) {
    case 'text':
      return [uint32(valueTypes.text), text(value.value)];
    case 'texts':
      return [...listParts(valueTypes.text, value.value.length), ...value.value.map(text)];
    case 'uint32':
      return [uint32(valueTypes.uint32), uint32(value.value)];
    case 'int32s':
      return [...listParts(valueTypes.int32, value.value.length), bytesOf(Int32Array.from(value.value))];
    case 'float32':
      return [uint32(valueTypes.float32), bytesOf(Float32Array.of(value.value))];
    case 'bool':
      return [uint32(valueTypes.bool), Uint8Array.of(value.value ? 1 : 0)];
  }
}

function listParts(type: number, length: number): readonly Uint8Array[] {
  return [uint32(valueTypes.list), uint32(type), uint64(length)];
}

/** Text as UTF-8 after its length in bytes. */
function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Uint8Array {
  return bytesOf(Uint32Array.of(value));
}

function uint64(value: number): Uint8Array {
  return bytesOf(BigUint64Array.of(BigInt(value)));
}

/** Little-endian, as is every processor that Node runs on but one. */
function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Uint8Array {
  return new Uint8Array(buffer);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function alignedLength(length: number): number {
  return alignment * Math.ceil(length / alignment);
}

function padded(bytes: Uint8Array): Uint8Array {
  const length = alignedLength(bytes.length);
  if (length === bytes.length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

// One system call of node writes less than 2 GiB, and may write less than it was asked to.
const mostAtOnce = 2 ** 30;

async function append(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const length = Math.min(bytes.length - written, mostAtOnce);
    written += (await handle.write(bytes, written, length)).bytesWritten;
  }
}
