import { existsSync, realpathSync, type Stats, statSync } from 'node:fs';
import { StoreError } from '../../errors/errors.ts';
import type { SqliteConnection } from './connection.ts';

/** The file itself, where this path leads to one by links: one file is one store, however it is named. */
export function realPlace(path: string): string {
  return path !== ':memory:' && existsSync(path) ? realpathSync(path) : path;
}

/**
 * Sees to it that what is written to a store stays in its file. A file that is deleted or replaced while it is open can be written
 * as before, and is gone with the process.
 */
export class StorePlace {
  readonly #connection: SqliteConnection;
  readonly #path: string;
  readonly #file: Stats | undefined;
  #lost: StoreError | null = null;

  /** @param path of the store that the connection has just opened */
  constructor(connection: SqliteConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
    this.#file = this.#look();
  }

  /**
   * To be called after every write: writes a copy beside the file where that is no longer the one that was opened.
   * @throws StoreError that names the copy
   */
  check(): void {
    if (this.#lost !== null) throw this.#lost;
    if (this.#file === undefined) return;
    const file = this.#look();
    if (file !== undefined && file.ino === this.#file.ino && file.dev === this.#file.dev) return;
    const copy = this.#save();
    this.#lost = new StoreError(
      file === undefined
        ? 'The results file was deleted while it was written.'
        : 'The results file was replaced by another while it was written.',
      {
        where: this.#path,
        advice:
          copy === null
            ? 'Nothing could be saved beside it; run the same command again.'
            : `All that was stored is saved in ${copy}: move it to where the file was, and run the same command again.`,
      },
    );
    throw this.#lost;
  }

  #look(): Stats | undefined {
    return this.#path === ':memory:' ? undefined : statSync(this.#path, { throwIfNoEntry: false });
  }

  /** A copy under a name that is free; null where none can be written. */
  #save(): string | null {
    for (let number = 1; number <= 1000; number += 1) {
      const copy = `${this.#path}.saved-${number}`;
      if (existsSync(copy)) continue;
      try {
        this.#connection.execute(`vacuum into '${copy.replaceAll("'", "''")}'`);
        return copy;
      } catch (error) {
        if (error instanceof StoreError) return null;
        throw error;
      }
    }
    return null;
  }
}
