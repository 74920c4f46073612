import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchFile, BatchFrame } from '../../core/batch.ts';

/** Bytes that are written at once. */
const pieceSize = 1 << 20;

/**
 * Writes calls as the file of a batch, on disk, so that a batch takes as much memory whatever its size. `end` before it is sent,
 * `remove` after it was.
 */
export class BatchWriter implements BatchFile {
  readonly path: string;
  readonly keys = new Set<string>();
  bytes = 0;
  /** About how many tokens of input. */
  tokens = 0;
  readonly #folder: string;
  readonly #frame: BatchFrame;
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  /** What is to be written next; one piece for all, because so many would be garbage faster than it is collected. */
  readonly #piece = Buffer.allocUnsafe(pieceSize);
  #filled = 0;

  private constructor(folder: string, path: string, frame: BatchFrame, file: FileHandle) {
    this.#folder = folder;
    this.path = path;
    this.#frame = frame;
    this.#file = file;
  }

  static async create(frame: BatchFrame): Promise<BatchWriter> {
    const folder = await mkdtemp(join(tmpdir(), 'hvsb-batch-'));
    const path = join(folder, 'batch.jsonl');
    // Prompts are nobody else's.
    return new BatchWriter(folder, path, frame, await open(path, 'wx', 0o600));
  }

  async add(key: string, line: string, tokens: number): Promise<void> {
    const { before, between } = this.#frame;
    await this.#put(`${this.keys.size === 0 ? before : between}${line}`);
    this.keys.add(key);
    this.tokens += tokens;
  }

  /** Writes the file to its end; returns its SHA-256, hexadecimal. */
  async end(): Promise<string> {
    await this.#put(this.#frame.after);
    await this.#write(this.#piece.subarray(0, this.#filled));
    await this.#file.close();
    return this.#hash.digest('hex');
  }

  async remove(): Promise<void> {
    // Closed already where it was ended.
    await this.#file.close().catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #put(text: string): Promise<void> {
    const size = Buffer.byteLength(text);
    if (this.#filled + size > pieceSize) {
      await this.#write(this.#piece.subarray(0, this.#filled));
      this.#filled = 0;
    }
    if (size > pieceSize) await this.#write(Buffer.from(text));
    else this.#filled += this.#piece.write(text, this.#filled);
    this.bytes += size;
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
  }
}
