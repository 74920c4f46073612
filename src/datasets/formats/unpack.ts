import { createGunzip, createZstdDecompress } from 'node:zlib';
import { DataError } from '../../errors/errors.ts';

/** How bytes can be packed that are one stream, of one member or several behind each other. */
export type Packing = 'gzip' | 'zstd';

/** The packing that these first bytes of a file say; null where it is none. */
export function packingOf(head: Buffer): Packing | null {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : null;
}

/**
 * Unpacks a stream, all of its members. Zeros after the last one are padding.
 * @param where the file, for errors
 * @throws DataError where it is cut off, damaged, or followed by something else
 */
export async function* unpack(
  packed: AsyncIterable<Buffer>,
  packing: Packing,
  where: string,
): AsyncGenerator<Buffer> {
  let member: Member | null = null;
  try {
    for await (const chunk of packed) {
      let rest = chunk;
      while (rest.length > 0) {
        if (member === null && rest.every((byte) => byte === 0)) break;
        member ??= new Member(packing);
        const used = await member.add(rest);
        yield* member.taken();
        rest = rest.subarray(used);
        if (member.ended) member = null;
      }
    }
    if (member === null) return;
    await member.end();
    yield* member.taken();
  } catch (error) {
    throw unpackError(error, packing, where);
  } finally {
    member?.close();
  }
}

/** One member being unpacked: what is written, and what came out of it. */
class Member {
  readonly #stream;
  #out: Buffer[] = [];
  #failure: unknown;
  #wake: () => void = () => {};
  #endNoted = false;

  constructor(packing: Packing) {
    this.#stream = packing === 'gzip' ? createGunzip() : createZstdDecompress();
    this.#stream.on('data', (chunk: Buffer) => this.#out.push(chunk));
    this.#stream.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
    this.#stream.on('end', () => {
      this.#endNoted = true;
      this.#wake();
    });
  }

  get ended(): boolean {
    return this.#endNoted;
  }

  /** @returns how many of the bytes belong to the member */
  async add(bytes: Buffer): Promise<number> {
    const before = this.#stream.bytesWritten;
    // The callback does not come where the member ends within the bytes.
    await this.#waitFor((done) => this.#stream.write(bytes, done));
    return this.#endNoted ? this.#stream.bytesWritten - before : bytes.length;
  }

  async end(): Promise<void> {
    await this.#waitFor(() => this.#stream.end());
  }

  *taken(): Generator<Buffer> {
    const out = this.#out;
    this.#out = [];
    yield* out;
  }

  close(): void {
    this.#stream.destroy();
  }

  async #waitFor(start: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      start(resolve);
    });
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function unpackError(error: unknown, packing: Packing, where: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(Z|ZSTD|ERR_ZSTD|ERR_ZLIB)_|zstd/i.test(code)) return error;
  const details = { where, cause: error };
  if (code === 'Z_BUF_ERROR') {
    return new DataError(`The ${packing} file is cut off: it ends before its data do.`, {
      ...details,
      expected: 'a complete file',
      found: 'one that ends early, as after a broken download',
      advice: 'Download or copy it again.',
    });
  }
  return new DataError(`The ${packing} data of the file are damaged, or something else follows them.`, {
    ...details,
    found: error instanceof Error ? error.message : code,
    advice: 'Download or copy the file again.',
  });
}
