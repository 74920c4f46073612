import type { CopySource, CopyTarget } from '../copy/copy-ends.ts';
import type { CopiedRows, CopiedTable } from '../sql/copied-tables.ts';
import { type Steps, write } from '../sql/steps.ts';
import { callWrites, scenarioWrites } from './raw-writes.ts';
import { openStoreFile } from './schema.ts';
import { perform } from './sqlite-database.ts';
import { takeWriterLock } from './writer-lock.ts';

/** @throws StoreError as `openSqliteStore` */
export async function openSqliteSource(path: string): Promise<CopySource> {
  const connection = openStoreFile(path, true);
  return {
    reading: (work) =>
      connection.together('begin', () => work(async (steps) => perform(connection, steps()))),
    close: async () => connection.close(),
  };
}

/** @throws StoreError as `openSqliteStore`, and where another process writes to it */
export async function openSqliteTarget(path: string): Promise<CopyTarget> {
  const connection = openStoreFile(path, false);
  try {
    const lock = takeWriterLock(path, 'hvsb store copy');
    return {
      location: connection.location,
      writing: (work) =>
        connection.atomically(() =>
          work(async (steps) => connection.guarded(() => perform(connection, steps()))),
        ),
      insert,
      finish,
      async close() {
        lock.release();
        connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function* insert({ name }: CopiedTable, { names, rows }: CopiedRows): Steps<void> {
  const sql = `insert into ${name} (${names.join()}) values (${names.map(() => '?').join()})`;
  for (const row of rows) yield* write(sql, ...row);
}

/** The indexes of calls by key and of words, which no trigger writes. */
function* finish(): Steps<void> {
  yield* write(scenarioWrites.insertWords, 0);
  yield* write(callWrites.indexKeys, 0);
  yield* write('update call_keys_until set call = (select coalesce(max(number), 0) from call)');
}
