import type { Database } from '../sql/database.ts';
import type { Answer, SqlRow, Statement, Steps } from '../sql/steps.ts';
import type { SqliteConnection } from './connection.ts';

/** A page ends where it holds so many characters, so that long texts take no more memory than short ones. */
const pageCharacters = 8_000_000;

/** The connection as the methods that all databases share need it. Nothing comes between the statements of one piece of work. */
export function sqliteDatabase(connection: SqliteConnection): Database {
  const done = <T>(work: () => Steps<T>) => perform(connection, work());
  return {
    location: connection.location,
    reading: async (work) => connection.reading(() => done(work)),
    writing: async (work) => connection.writing(() => done(work)),
    tryOut: async (work) => connection.tryOut(() => done(work)),
    async page(query, limit) {
      let characters = 0;
      const { rows, areAll } = connection.firstUntil(query(limit), (values) => {
        for (const value of values) if (typeof value === 'string') characters += value.length;
        return characters >= pageCharacters;
      });
      return { rows, isLast: areAll && rows.length < limit };
    },
  };
}

/** Within `reading` or `writing`. */
export function perform<T>(connection: SqliteConnection, steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next(answerOf(connection, step.value));
  return step.value;
}

function answerOf(connection: SqliteConnection, { sql, parameters, see }: Statement): Answer {
  const { location } = connection;
  const names = connection.columns(sql);
  if (names.length === 0) {
    const { changes } = connection.prepare(sql).run(...parameters);
    return { rows: [], names, changes: Number(changes), location };
  }
  if (see === undefined) {
    // Arrays of what was stored, as `prepare` asks for them; the types of node:sqlite do not know it.
    const rows = connection.prepare(sql).all(...parameters) as unknown as SqlRow[];
    return { rows, names, changes: 0, location };
  }
  for (const row of connection.rows(sql, ...parameters)) see(row);
  return { rows: [], names, changes: 0, location };
}
