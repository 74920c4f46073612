import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { type Steps, value } from './steps.ts';
import type { StoreTables } from './tables.ts';

/**
 * Builds queries over the store's tables, in SQL that SQLite and PostgreSQL both understand, and runs none: see `Steps`.
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

/** The values in lists that one statement may take as parameters. */
export function batchesOf<Value>(values: readonly Value[]): Value[][] {
  return Array.from({ length: Math.ceil(values.length / pageSize) }, (_, batch) =>
    values.slice(batch * pageSize, (batch + 1) * pageSize),
  );
}

/** A number that is never the same for two different states of the results. */
export function* storeRevision(): Steps<number> {
  return Number(yield* value('select sum(number) from store_revision'));
}
