import type pg from 'pg';
import type { Answer, SqlRow, SqlValue } from '../sql/steps.ts';
import type { PostgresLocation } from './location.ts';
import { bound, numbered, readText } from './sql-text.ts';

/** One session of the server; statements follow each other. */
export interface PostgresSession {
  /** SQL whose parameters are `?`. */
  query(sql: string, parameters?: readonly SqlValue[]): Promise<Answer>;
  /** Several statements without parameters, sent together. */
  execute(sql: string): Promise<void>;
}

/** Texts of truth and numbers as numbers; everything else as text. */
export const types = {
  getTypeParser: (oid: number) => (numeric.has(oid) ? Number : oid === boolOid ? truth : readText),
};
const boolOid = 16;
/** int8, int2, int4, oid, float4, float8, numeric. */
const numeric = new Set([20, 21, 23, 26, 700, 701, 1700]);
const truth = (text: string) => (text === 't' ? 1 : 0);

type Asked = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>;

/** Statements with few parameters are prepared once by the server; lists have too many lengths. */
const mostPrepared = 16;
const names = new Map<string, string>();

function nameOf(sql: string, parameters: readonly SqlValue[]): { name?: string } {
  if (parameters.length === 0 || parameters.length > mostPrepared) return {};
  const known = names.get(sql);
  if (known !== undefined) return { name: known };
  if (names.size >= 400) return {};
  const name = `hvsb_${names.size}`;
  names.set(sql, name);
  return { name };
}

/** One statement, whose parameters are `?`. */
export async function ask(
  asked: Asked,
  { shown }: PostgresLocation,
  sql: string,
  parameters: readonly SqlValue[],
): Promise<Answer> {
  const result = await asked.query({
    ...nameOf(sql, parameters),
    text: numbered(sql),
    values: bound(sql, parameters),
    rowMode: 'array',
  });
  return {
    // `types` gives numbers, texts and nulls, `rowMode` arrays.
    rows: result.rows as SqlRow[],
    names: result.fields.map(({ name }) => name),
    changes: result.rowCount ?? 0,
    location: shown,
  };
}

/** A connection as a session. */
export function sessionOf(client: pg.PoolClient, location: PostgresLocation): PostgresSession {
  return {
    query: (sql, parameters = []) => ask(client, location, sql, parameters),
    async execute(sql) {
      await client.query(sql);
    },
  };
}
