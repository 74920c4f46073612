import type { CopySource, CopyTarget } from '../copy/copy-ends.ts';
import { type CopiedRows, type CopiedTable, copiedTables } from '../sql/copied-tables.ts';
import { textHash } from '../sql/scenarios/scenario-rows.ts';
import { named, type Steps, value, write } from '../sql/steps.ts';
import { PostgresConnection } from './connection.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { indexedWords } from './scenarios/search-scenarios.ts';
import { checkSchema, prepareSchema } from './schema.ts';
import { records } from './sql-text.ts';
import { lockMethods } from './writers.ts';

/** @throws StoreError as `openPostgresStore` */
export async function openPostgresSource(url: string): Promise<CopySource> {
  const connection = new PostgresConnection(url, { readOnly: true });
  try {
    await connection.connect();
    await checkSchema(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const database = new PostgresDatabase(connection);
  return { reading: (work) => database.readingTogether(work), close: () => connection.close() };
}

/** @throws StoreError as `openPostgresStore`, and where another process writes to it */
export async function openPostgresTarget(url: string): Promise<CopyTarget> {
  const connection = new PostgresConnection(url);
  try {
    await connection.connect();
    await prepareSchema(connection, true);
    const { lock } = lockMethods(connection, false);
    const held = await lock('hvsb store copy');
    const database = new PostgresDatabase(connection);
    return {
      location: database.location,
      writing: (work) => database.together(work),
      insert,
      finish,
      async close() {
        await held.release();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function* insert({ name }: CopiedTable, { names, rows }: CopiedRows): Steps<void> {
  const objects = rows.map((row) => named(names, row));
  const isText = name === 'scenario_text';
  const columns = (isText ? [...names, 'hash', 'words'] : names).join();
  const given = isText ? objects.map((row) => ({ ...row, ...searchedBy(row) })) : objects;
  yield* write(
    `insert into ${name} (${columns}) select ${columns} from json_populate_recordset(null::${name}, ?::json)`,
    records(given),
  );
}

const parts = ['context', 'question', 'answer', 'prompt', 'completion', 'statement'];

function searchedBy(row: ReturnType<typeof named>): { readonly hash: number; readonly words: string } {
  const texts = parts.map((part) => row[part] ?? null);
  return {
    hash: textHash(row.kind ?? null, ...texts),
    // As a tsvector is written; words are letters, digits and marks.
    words: indexedWords(texts)
      .map((word) => `'${word}'`)
      .join(' '),
  };
}

const numbered = copiedTables.filter(({ key }) => key[0] === 'number');

/** The next numbers come after those that were copied. */
function* finish(): Steps<void> {
  for (const { name } of numbered) {
    yield* value(`select setval(pg_get_serial_sequence('${name}', 'number'), coalesce(max(number), 0) + 1, false)
      from ${name}`);
  }
}
