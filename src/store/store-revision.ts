import type { SqliteConnection } from './sqlite-connection.ts';

const addOne = 'update store_revision set number = number + 1';
const current = 'select number from store_revision';

/** Notes that the results are others than before; whatever was derived from them is out of date. Within `writing`. */
export function countRevision(connection: SqliteConnection): void {
  connection.prepare(addOne).run();
}

/** A number that is never the same for two different states of the results. Within `reading` or `writing`. */
export function storeRevision(connection: SqliteConnection): number {
  return Number(connection.value(current));
}
