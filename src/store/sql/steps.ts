import type { Compilable } from 'kysely';

/** A value as every database here takes it and gives it; truth is 1 or 0. */
export type SqlValue = string | number | null;
export type SqlRow = readonly SqlValue[];

/** SQL that SQLite and PostgreSQL both understand. Parameters are `?`. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** Called with each row, which the answer then does not hold: for what may have millions of them. */
  readonly see?: (row: SqlRow) => void;
}

/** What a database says to a statement. */
export interface Answer {
  readonly rows: readonly SqlRow[];
  /** Of the columns; empty for a statement that gives none. */
  readonly names: readonly string[];
  /** Rows that a statement without columns wrote. */
  readonly changes: number;
  /** Of the store, as the user would name it. */
  readonly location: string;
}

/**
 * Work within one transaction: it yields statements and receives their answers. SQLite answers at once, so that nothing
 * comes between the statements; PostgreSQL answers when it has, and may have the whole work done again after a lost connection.
 */
export type Steps<Result> = Generator<Statement, Result, Answer>;

/** What work gives. */
export type StepsResult<Work> = Work extends Generator<unknown, infer Result, never> ? Result : never;

export function* all<Row>(query: Compilable<Row>): Steps<Row[]> {
  const { rows, names } = yield compiled(query);
  // Kysely knows the row's type from the tables, the databases only that it is a row.
  return rows.map((values) => named(names, values) as Row);
}

export function* first<Row>(query: Compilable<Row>): Steps<Row | undefined> {
  return (yield* all(query))[0];
}

/** @returns the number of rows that were written. */
export function* run(query: Compilable<unknown>): Steps<number> {
  return (yield compiled(query)).changes;
}

/** The rows as arrays of their columns. */
export function* rows(sql: string, ...parameters: SqlValue[]): Steps<readonly SqlRow[]> {
  return (yield { sql, parameters }).rows;
}

export function* row(sql: string, ...parameters: SqlValue[]): Steps<SqlRow | undefined> {
  return (yield { sql, parameters }).rows[0];
}

/** The first column of the first row; undefined without a row. */
export function* value(sql: string, ...parameters: SqlValue[]): Steps<SqlValue | undefined> {
  return (yield* row(sql, ...parameters))?.[0];
}

/** @returns the number of rows that were written. */
export function* write(sql: string, ...parameters: SqlValue[]): Steps<number> {
  return (yield { sql, parameters }).changes;
}

/** Gives each row of a query to `see`, in its order, without holding them all. */
export function* scan(statement: Omit<Statement, 'see'>, see: (row: SqlRow) => void): Steps<void> {
  yield { ...statement, see };
}

/** The work for each of the items, one after the other. */
export function* each<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Steps<Result>,
): Steps<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(yield* work(item));
  return results;
}

export function compiled(query: Compilable<unknown>): Omit<Statement, 'see'> {
  const { sql, parameters } = query.compile();
  // Filters and rows hold nothing else.
  return { sql, parameters: parameters as SqlValue[] };
}

export function named(names: readonly string[], values: SqlRow): Record<string, SqlValue> {
  const row: Record<string, SqlValue> = {};
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    if (name !== undefined) row[name] = values[index] ?? null;
  }
  return row;
}
