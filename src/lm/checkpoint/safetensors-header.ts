import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { readExactly } from './checkpoint-files.ts';

/** Supported types of stored numbers, with their size in bytes. */
export const elementBytes = { F32: 4, F16: 2, BF16: 2 } as const;
type ElementType = keyof typeof elementBytes;

/** Type, shape and position of a tensor in its file. */
export interface TensorEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Bytes from the beginning of the file. */
  readonly position: number;
  readonly bytes: number;
}

export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

const whole = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});
const headerSchema = z.record(z.string(), z.unknown());
const metadataSchema = z.record(z.string(), z.string()).default({});

const lengthBytes = 8;
// The format's own limit.
const mostHeaderBytes = 100_000_000;

/**
 * Reads and checks the header of a safetensors file: eight bytes with its length (little-endian), JSON, and then the
 * tensors without gap or overlap up to the end of the file (huggingface/safetensors, "Format").
 * @throws CheckpointError where the file is damaged, cut off, or holds numbers of another type.
 */
export async function readSafetensorsHeader(handle: FileHandle, path: string): Promise<SafetensorsHeader> {
  const { size } = await handle.stat();
  const headerBytes = await headerLength(handle, size, path);
  const json = await readExactly(handle, new Uint8Array(headerBytes), lengthBytes, path);
  const { __metadata__: metadata, ...entries } = parseHeader(json, path);
  const dataStart = lengthBytes + headerBytes;
  const parsed = Object.entries(entries).map(([name, entry]) => parseEntry(name, entry, dataStart, path));
  parsed.sort((one, other) => one.position - other.position || one.bytes - other.bytes);
  checkLayout(parsed, dataStart, size, path);
  return {
    metadata: new Map(Object.entries(parseMetadata(metadata, path))),
    tensors: new Map(parsed.map((entry) => [entry.name, entry])),
  };
}

async function headerLength(handle: FileHandle, size: number, path: string): Promise<number> {
  if (size < lengthBytes) throw damaged(path, `at least ${lengthBytes} bytes`, `${size} bytes`);
  const start = await readExactly(handle, new Uint8Array(lengthBytes), 0, path);
  const length = new DataView(start.buffer).getBigUint64(0, true);
  if (length > mostHeaderBytes) {
    throw damaged(path, `a header of at most ${mostHeaderBytes} bytes`, `${length} bytes`);
  }
  const end = lengthBytes + Number(length);
  if (end > size) throw truncated(path, `a header that ends at byte ${end}`, `${size} bytes`);
  return Number(length);
}

function parseHeader(json: Uint8Array, path: string): Record<string, unknown> {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw damaged(path, 'a header of JSON', found, cause);
  }
}

function parseMetadata(metadata: unknown, path: string): Record<string, string> {
  const parsed = metadataSchema.safeParse(metadata);
  if (parsed.success) return parsed.data;
  throw damaged(path, 'strings in "__metadata__"', z.prettifyError(parsed.error));
}

function parseEntry(name: string, value: unknown, dataStart: number, path: string): TensorEntry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    throw damaged(path, `type, shape and offsets of the tensor "${name}"`, z.prettifyError(parsed.error));
  }
  const { dtype, shape, data_offsets } = parsed.data;
  const type = elementTypeOf(dtype, name, path);
  const [begin, end] = data_offsets;
  const bytes = shape.reduce((product, length) => product * length, elementBytes[type]);
  if (end - begin !== bytes) {
    const expected = `${bytes} bytes of the tensor "${name}" of shape [${shape.join(', ')}] in ${type}`;
    throw damaged(path, expected, `${end - begin} bytes`);
  }
  return { name, type, shape, position: dataStart + begin, bytes };
}

function elementTypeOf(found: string, name: string, path: string): ElementType {
  if (Object.hasOwn(elementBytes, found)) return found as ElementType;
  throw new CheckpointError(`The tensor "${name}" has a type that is not supported.`, {
    where: path,
    expected: Object.keys(elementBytes).join(', '),
    found,
    advice: 'Choose a checkpoint that is not quantised.',
  });
}

function checkLayout(entries: readonly TensorEntry[], dataStart: number, size: number, path: string): void {
  let end = dataStart;
  for (const { name, position, bytes } of entries) {
    if (position !== end) {
      const found = position < end ? 'overlaps the one before it' : 'leaves a gap';
      throw damaged(path, `the tensor "${name}" at byte ${end}`, `byte ${position}: it ${found}`);
    }
    end += bytes;
  }
  if (size < end) throw truncated(path, `${end} bytes`, `${size} bytes`);
  if (size > end) throw damaged(path, `${end} bytes`, `${size} bytes`);
}

function damaged(where: string, expected: string, found: string, cause?: unknown): CheckpointError {
  return new CheckpointError('The file is not valid safetensors.', {
    where,
    expected,
    found,
    advice: 'Fetch or write it again.',
    cause,
  });
}

function truncated(where: string, expected: string, found: string): CheckpointError {
  return new CheckpointError('The file is cut off.', {
    where,
    expected,
    found,
    advice: 'Fetch or write it again.',
  });
}
