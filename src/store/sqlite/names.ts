import { setImmediate } from 'node:timers/promises';
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreError } from '../../errors/errors.ts';
import type { SqliteConnection } from './connection.ts';
import type { StoreTables } from './tables.ts';

/** Numbers names in the order of their first use; up to 65,536 of them. */
export class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.list.length;
    if (number > 0xffff) {
      throw new StoreError(`the selection has more than 65,536 different ${this.#what}`, {
        advice: 'Select fewer scenarios, or import them with coarser names.',
      });
    }
    this.#numbers.set(name, number);
    this.list.push(name);
    return number;
  }
}

/**
 * Builds queries over the store's tables and runs none: `SqliteConnection` does, without the promise per
 * query that Kysely's own drivers need, so that a transaction cannot be interleaved.
 */
export const storeQueries = new Kysely<StoreTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** Rows a page, where nothing else is said; every page's query is limited to them. */
export const pageSize = 1000;

/**
 * Rows a page of what calls are planned from. A page is read and planned in one go, and answers wait
 * meanwhile: a few milliseconds.
 */
export const planningPageSize = 200;

/** All rows, page by page. Each page is a query of its own that goes on after the last one's key, so nothing is held open. */
export async function* pages<Row, Key>(
  connection: SqliteConnection,
  page: (last: Key | undefined) => Compilable<Row>,
  keyOfRow: (row: Row) => Key,
  size = pageSize,
): AsyncGenerator<readonly Row[]> {
  let last: Key | undefined;
  for (;;) {
    // SQLite answers at once, so without this a long stream would keep timers, signals and sockets waiting.
    await setImmediate();
    const rows = connection.all(page(last));
    const lastRow = rows.at(-1);
    if (lastRow === undefined) return;
    yield rows;
    if (rows.length < size) return;
    last = keyOfRow(lastRow);
  }
}
