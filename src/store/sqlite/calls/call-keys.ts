import type { SqliteConnection } from '../connection.ts';
import { callWrites } from '../queries.ts';

/** Keys that wait in memory before they are put into the table, some 7 MB. */
const mostWaiting = 65_536;

const knownToStore = 'select (select call from call_keys_until), (select max(number) from call)';
const callsAfter = 'select key, number from call where number > ?';
const findIndexed = 'select call from call_key where key = ?';

/**
 * The index of calls by key. Keys are hashes, so each new one falls on a page of its own, and an index that
 * SQLite keeps costs two thirds of the time of a commit. Here new keys wait in memory and go into the table
 * `call_key` sorted, tens of thousands at a time. What waits is lost with the process and read again from
 * the calls themselves, of which `call_keys_until` says which are in the table already.
 */
export class CallKeys {
  readonly #connection: SqliteConnection;
  readonly #waitingAtMost: number;
  readonly #waiting = new Map<string, number>();
  /** Calls up to this one are in the table. */
  #indexed = 0;
  /** Calls up to this one are in the table or in memory. */
  #known = 0;

  constructor(connection: SqliteConnection, waitingAtMost = mostWaiting) {
    this.#connection = connection;
    this.#waitingAtMost = waitingAtMost;
  }

  /** A writing transaction in which keys are found and added. */
  within(work: () => void): void {
    try {
      this.#connection.writing(() => {
        this.refresh();
        work();
        if (this.#waiting.size >= this.#waitingAtMost) this.#index();
      });
    } catch (error) {
      // What was added in this transaction is not stored. All that waits can be read again.
      this.forget(0);
      throw error;
    }
  }

  /** Takes note of what other connections stored since. Within a transaction, before the first `find`. */
  refresh(): void {
    const [indexedUntil, lastCall] = this.#connection.row(knownToStore) ?? [];
    const indexed = Number(indexedUntil);
    if (indexed !== this.#indexed) this.forget(indexed);
    const last = Number(lastCall ?? 0);
    // Calls were removed.
    if (last < this.#known) this.forget(indexed);
    if (last === this.#known) return;
    for (const [key, number] of this.#connection.rows(callsAfter, this.#known)) {
      this.#waiting.set(String(key), Number(number));
    }
    this.#known = last;
  }

  /** The number of the call with this key. */
  find(key: string): number | undefined {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting;
    // Nothing is in the table of a store until tens of thousands of calls wait.
    if (this.#indexed === 0) return undefined;
    const indexed = this.#connection.value(findIndexed, key);
    return indexed === undefined ? undefined : Number(indexed);
  }

  /** Notes a call that was inserted in this transaction. */
  add(key: string, number: number): void {
    this.#waiting.set(key, number);
    this.#known = number;
  }

  #index(): void {
    this.#connection.prepare(callWrites.indexKeys).run(this.#indexed);
    this.#connection.prepare(callWrites.moveIndexed).run(this.#known);
    this.forget(this.#known);
  }

  /** Drops what is known. What is not in the table is read again from the calls. */
  forget(indexed = 0): void {
    this.#waiting.clear();
    this.#indexed = indexed;
    this.#known = indexed;
  }
}
