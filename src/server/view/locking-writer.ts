import { StoreError } from '../../errors/errors.ts';
import type { Store, WriterLock } from '../../store/contract/store.ts';
import { openStore } from '../../store/open-store.ts';
import { RequestError } from '../problems.ts';

export interface LockingWriterOptions {
  readonly path: string;
  /** The same store, opened for reading. */
  readonly reader: Store;
  /** Nothing is written, though the file could be. */
  readonly readOnly?: boolean;
}

/**
 * Writes to a store that others may write to: the lock is held for the moment of a write and no longer, so that a run
 * can begin at any time; while one holds it that does not share it, a write is refused with 423 and the page tries again.
 * One write after the other.
 */
export class LockingWriter {
  readonly reader: Store;
  /** Why nothing is ever written here, as a sentence; null where it is. */
  readonly refusal: string | null;
  readonly #path: string;
  #store: Store | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(path: string, reader: Store, refusal: string | null) {
    this.reader = reader;
    this.refusal = refusal;
    this.#path = path;
  }

  static async open({ path, reader, readOnly = false }: LockingWriterOptions): Promise<LockingWriter> {
    const refusal = readOnly
      ? 'This page was started with --read-only.'
      : (await reader.isWritable())
        ? null
        : 'The results file may not be written here.';
    return new LockingWriter(path, reader, refusal);
  }

  /** Work that comes after what was asked for before. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The store; for reading alone where nothing is written here. */
  async opened(): Promise<Store> {
    this.#store ??= await openStore(this.#path, { readOnly: this.refusal !== null });
    return this.#store;
  }

  /**
   * Work with the lock held.
   * @param purpose as others are to read it: `storing ratings`.
   * @throws RequestError 403 where nothing is written here, 423 where another process holds the lock.
   */
  async holding<T>(purpose: string, work: (store: Store) => Promise<T>): Promise<T> {
    if (this.refusal !== null) throw new RequestError(403, `Nothing can be stored here. ${this.refusal}`);
    const store = await this.opened();
    const lock = await this.#lock(store, purpose);
    try {
      return await work(store);
    } finally {
      await lock.release();
    }
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#store?.close();
  }

  async #lock(store: Store, purpose: string): Promise<WriterLock> {
    try {
      return await store.lock(`hvsb view, ${purpose}`, { isShared: true });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new RequestError(423, `Nothing can be stored now: ${error.message}`, {
        advice: 'What you write waits in the page and is stored when it ends.',
      });
    }
  }
}
