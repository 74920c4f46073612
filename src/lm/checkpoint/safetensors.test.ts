import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withFile } from '../../../tests/support/files.ts';
import { propertyRuns } from '../../../tests/support/thorough.ts';
import { CheckpointError } from '../../errors/errors.ts';
import { openSafetensors } from './open-safetensors.ts';
import { type SafetensorsOptions, writeSafetensors } from './write-safetensors.ts';

const floats = (...numbers: number[]) => Float32Array.from(numbers);

/** Bytes of a safetensors file with the header as it is given. */
function bytesOf(header: object | string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: string, shape: number[], ...data_offsets: [number, number]) => ({
  dtype,
  shape,
  data_offsets,
});

async function readAs(bytes: Uint8Array, name: string): Promise<readonly number[]> {
  return withFile('m.safetensors', bytes, async (path) => {
    await using file = await openSafetensors(path);
    return [...(await file.read(name))];
  });
}

async function refusal(bytes: Uint8Array): Promise<CheckpointError> {
  return withFile('m.safetensors', bytes, async (path) => {
    const error = await openSafetensors(path).catch((each: unknown) => each);
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.where).toBe(path);
    return error;
  });
}

describe('numbers', () => {
  test('F16 and BF16 are widened without loss', async () => {
    // 0x3c00 = 1, 0xc000 = -2, 0x0001 = 2^-24 (the least), 0x7bff = 65504 (the greatest).
    const f16 = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff).buffer);
    const half = await readAs(bytesOf({ w: entry('F16', [2, 2], 0, 8) }, f16), 'w');
    expect(half).toEqual([1, -2, 2 ** -24, 65504]);
    // 0x3f80 = 1, 0xc0a0 = -5, 0x7f7f = 255 × 2^120.
    const bf16 = new Uint8Array(Uint16Array.of(0x3f80, 0xc0a0, 0x7f7f).buffer);
    expect(await readAs(bytesOf({ w: entry('BF16', [3], 0, 6) }, bf16), 'w')).toEqual([
      1,
      -5,
      255 * 2 ** 120,
    ]);
  });

  test('F16 is written to the nearest number, ties to even', async () => {
    // Near 1 the step is 2^-10: the tie above 1 goes down to 1, the next tie goes up to 1 + 2^-9.
    const data = floats(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20, 65504, 65519);
    const back = await roundTrip({ w: { shape: [5], data } }, { type: 'F16' });
    expect(back.get('w')).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10, 65504, 65504]);
  });

  test('a number that F16 cannot represent is an error that names the tensor, and the old file stays', async () => {
    await withFile('m.safetensors', 'old', async (path) => {
      const tensor = { name: 'w', shape: [2], data: () => floats(1, -65520) };
      const error = await writeSafetensors(path, [tensor], { type: 'F16' }).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(CheckpointError);
      expect(String(error)).toContain('"w"');
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(dirname(path))).toEqual(['m.safetensors']);
    });
  });

  test('more numbers than are handled at once stay in order', async () => {
    const data = Float32Array.from({ length: (1 << 20) + 5 }, (_, i) => i % 2048);
    for (const type of ['F16', 'F32'] as const) {
      const back = await roundTrip({ big: { shape: [data.length], data } }, { type });
      expect(back.get('big')?.every((number, i) => number === i % 2048)).toBe(true);
    }
  });

  test('F32 of any bits, any names and metadata come back as they were', async () => {
    const tensors = fc.dictionary(
      fc
        .string({ minLength: 1 })
        .filter((name) => !/^__(metadata|proto)__$/.test(name) && name.isWellFormed()),
      fc.array(fc.float({ noNaN: true }), { maxLength: 9 }),
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(
        tensors,
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.string(),
        ),
        async (named, metadata) => {
          const given = Object.entries(named).map(([name, numbers]) => [
            name,
            { shape: [numbers.length, 1], data: Float32Array.from(numbers) },
          ]);
          const back = await roundTrip(Object.fromEntries(given), { type: 'F32', metadata });
          for (const [name, numbers] of Object.entries(named)) expect(back.get(name)).toEqual(numbers);
        },
      ),
      { numRuns: propertyRuns(50) },
    );
  });
});

async function roundTrip(
  tensors: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }>
  >,
  options: SafetensorsOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  return withFile('m.safetensors', '', async (path) => {
    const all = Object.entries(tensors).map(([name, { shape, data }]) => ({ name, shape, data: () => data }));
    await writeSafetensors(path, all, options);
    await using file = await openSafetensors(path);
    expect(Object.fromEntries(file.metadata)).toEqual({ format: 'pt', ...options.metadata });
    const back = new Map<string, readonly number[]>();
    for (const { name, shape } of all) {
      expect(file.tensors.get(name)?.shape).toEqual(shape);
      back.set(name, [...(await file.read(name))]);
    }
    return back;
  });
}

describe('damage', () => {
  const good = bytesOf({ a: entry('F32', [2], 0, 8), b: entry('F16', [1], 8, 10) }, new Uint8Array(10));

  test('every cut is detected', async () => {
    for (let length = 0; length < good.length; length += 1) {
      const error = await refusal(good.subarray(0, length));
      expect(error.found).toBeDefined();
      expect(error.advice).toBe('Fetch or write it again.');
    }
  });

  test('a cut within the numbers says how many bytes are missing', async () => {
    const error = await refusal(good.subarray(0, good.length - 3));
    expect(error.message).toBe('The file is cut off.');
    expect(error.expected).toBe(`${good.length} bytes`);
    expect(error.found).toBe(`${good.length - 3} bytes`);
  });

  test('bytes after the last tensor are detected', async () => {
    expect((await refusal(new Uint8Array([...good, 0]))).found).toBe(`${good.length + 1} bytes`);
  });

  test.each([
    ['overlap', { a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, 'overlaps'],
    ['a gap', { a: entry('F32', [1], 0, 4), b: entry('F32', [1], 8, 12) }, 'gap'],
    ['another size than the shape', { a: entry('F32', [3], 0, 8) }, '8 bytes'],
    ['offsets that run backwards', { a: entry('F32', [0], 8, 4) }, '-4 bytes'],
    ['a type that is not read', { a: entry('I8', [8], 0, 8) }, 'I8'],
    ['no shape', { a: { dtype: 'F32' } }, 'shape'],
    ['no JSON', 'not JSON', 'SyntaxError'],
    ['JSON that is no object', '[]', 'expected record'],
  ])('%s', async (_, header, found) => {
    expect((await refusal(bytesOf(header, new Uint8Array(12)))).found).toContain(found);
  });

  test('a header longer than any is not read into memory', async () => {
    const bytes = new Uint8Array(64).fill(0xff);
    expect((await refusal(bytes)).expected).toContain('at most 100000000 bytes');
  });

  test('a missing file and a missing tensor are named', async () => {
    await withFile('m.safetensors', good, async (path) => {
      const missing = join(dirname(path), 'other.safetensors');
      await expect(openSafetensors(missing)).rejects.toThrow('The folder has no other.safetensors.');
      await using file = await openSafetensors(path);
      await expect(file.read('c')).rejects.toThrow('The tensor "c" is missing.');
    });
  });

  test('a file that is cut while it is open gives an error, not zeros', async () => {
    await withFile('m.safetensors', good, async (path) => {
      await using file = await openSafetensors(path);
      await writeFile(path, good.subarray(0, good.length - 6));
      await expect(file.read('a')).rejects.toThrow('The file is cut off.');
    });
  });
});

test('a tensor of another size than its shape is not written', async () => {
  await withFile('m.safetensors', '', async (path) => {
    const tensor = { name: 'w', shape: [3], data: () => floats(1, 2) };
    await expect(writeSafetensors(path, [tensor], { type: 'F32' })).rejects.toThrow(
      'The tensor "w" has another size than its shape.',
    );
  });
});

test('tensors are read one at a time, in order', async () => {
  await withFile('m.safetensors', '', async (path) => {
    const asked: string[] = [];
    const tensor = (name: string) => ({
      name,
      shape: [1],
      data: async () => {
        asked.push(name);
        return floats(0);
      },
    });
    await writeSafetensors(path, [tensor('b'), tensor('a')], { type: 'F32' });
    expect(asked).toEqual(['b', 'a']);
  });
});
