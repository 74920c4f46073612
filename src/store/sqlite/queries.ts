import { setImmediate } from 'node:timers/promises';
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteConnection } from './connection.ts';
import { revisionWrites } from './raw-writes.ts';
import type { StoreTables } from './tables.ts';

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

/** Rows a page, unless another number is given; every page's query is limited to them. */
export const pageSize = 1000;

/**
 * Rows a page of what calls are planned from. A page is read and planned in one go, and answers wait
 * meanwhile: a few milliseconds.
 */
export const planningPageSize = 200;

/** A page ends where it holds so many characters, so that long texts take no more memory than short ones. */
const pageCharacters = 8_000_000;

/** The numbers in lists that one statement may take as parameters. */
export function batchesOf(numbers: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(numbers.length / pageSize) }, (_, batch) =>
    numbers.slice(batch * pageSize, (batch + 1) * pageSize),
  );
}

/** All rows, page by page. Each page is a query of its own that starts after the last one's key, so nothing is held open. */
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
    let characters = 0;
    const { rows, areAll } = connection.firstUntil(page(last), (values) => {
      for (const value of values) if (typeof value === 'string') characters += value.length;
      return characters >= pageCharacters;
    });
    const lastRow = rows.at(-1);
    if (lastRow === undefined) return;
    yield rows;
    if (areAll && rows.length < size) return;
    last = keyOfRow(lastRow);
  }
}

/** Notes that the results are others than before; whatever was derived from them is out of date. Within `writing`. */
export function countRevision(connection: SqliteConnection): void {
  connection.prepare(revisionWrites.count).run();
}

/** A number that is never the same for two different states of the results. Within `reading` or `writing`. */
export function storeRevision(connection: SqliteConnection): number {
  return Number(connection.value('select number from store_revision'));
}
