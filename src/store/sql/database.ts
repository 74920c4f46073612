import { setImmediate } from 'node:timers/promises';
import type { Compilable } from 'kysely';
import { pageSize } from './queries.ts';
import type { Statement, Steps } from './steps.ts';

/** One database, as the methods of a store need it. */
export interface Database {
  /** As the user would name it. */
  readonly location: string;
  /** Everything read inside is of one moment, whatever is written meanwhile. */
  reading<T>(work: () => Steps<T>): Promise<T>;
  /** All or nothing. */
  writing<T>(work: () => Steps<T>): Promise<T>;
  /** What `work` writes is undone; its result is what it would have been. */
  tryOut<T>(work: () => Steps<T>): Promise<T>;
  /**
   * The first rows of a query: as many as `limit` allows, or fewer where they hold many characters.
   * @param query with so many rows at most
   */
  page<Row>(query: (limit: number) => Compilable<Row>, limit: number): Promise<Page<Row>>;
}

/** Does a piece of work within a transaction that another opened. */
export type Perform = <T>(work: () => Steps<T>) => Promise<T>;

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Whether there are no more. */
  readonly isLast: boolean;
}

/** A query that can be limited. */
interface Limitable<Row> {
  limit(rows: number): Compilable<Row>;
}

/** All rows, page by page. Each page is a query of its own that starts after the last one's key, so nothing is held open. */
export async function* pages<Row, Key>(
  database: Database,
  page: (last: Key | undefined) => Limitable<Row>,
  keyOfRow: (row: Row) => Key,
  size = pageSize,
): AsyncGenerator<readonly Row[]> {
  let last: Key | undefined;
  for (;;) {
    // SQLite answers at once, so without this a long stream would keep timers, signals and sockets waiting.
    await setImmediate();
    const { rows, isLast } = await database.page((limit) => page(last).limit(limit), size);
    const lastRow = rows.at(-1);
    if (lastRow === undefined) return;
    yield rows;
    if (isLast) return;
    last = keyOfRow(lastRow);
  }
}

/** Notes that the results are others than before; whatever was derived from them is out of date. Within `writing`. */
export const countRevision: Statement = {
  sql: 'update store_revision set number = number + 1',
  parameters: [],
};
