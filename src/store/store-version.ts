import { StoreError } from '../errors/store-error.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { type Migration, storeMigrations } from './store-migrations.ts';

/** "hvsb" in ASCII; SQLite keeps it in the file's header. */
const applicationId = 0x68767362;

/**
 * - The journal (WAL) is copied back every 64 MB, so that pages which many batches touch are copied once: whoever
 *   copies waits for the disk, and sends nothing and answers nothing meanwhile. Nor is it longer than that on disk.
 * - `normal`: a commit survives the process however it ends; a power cut may take the last moments, never
 *   leave half a batch.
 */
const writerSettings = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma wal_autocheckpoint = 16000;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16000;
`;

/**
 * Brings the file to this program's version of the schema, from nothing if it is empty, in one transaction,
 * and sets the connection up for writing. Another program's file is left as it is.
 * @throws StoreError for another program's database and for a store of a newer version.
 */
export function bringUpToDate(
  connection: SqliteConnection,
  migrations: readonly Migration[] = storeMigrations,
): void {
  const version = connection.reading(() => versionOf(connection, migrations.length));
  connection.execute(writerSettings);
  if (version === migrations.length) return;
  connection.writing(() => {
    // Another process may have done it while this one waited for the file.
    const found = versionOf(connection, migrations.length);
    for (const migration of migrations.slice(found)) {
      for (const statement of migration()) connection.run(statement);
    }
    connection.execute(`pragma application_id = ${applicationId}`);
    connection.execute(`pragma user_version = ${migrations.length}`);
  });
}

/**
 * Refuses a file that only reading cannot bring up to date.
 * @throws StoreError, as `bringUpToDate`, and for a store of an earlier version.
 */
export function checkUpToDate(connection: SqliteConnection): void {
  const found = connection.reading(() => versionOf(connection, storeMigrations.length));
  if (found === storeMigrations.length) return;
  throw new StoreError(
    found === 0 ? 'the results file is empty' : 'the results file is of an earlier version',
    {
      where: connection.location,
      expected: `a store of version ${storeMigrations.length}`,
      found: found === 0 ? 'nothing' : `version ${found}`,
      advice: 'Any command that writes to it, such as "hvsb prepare", brings it up to date.',
    },
  );
}

/**
 * Whether the file is a store of an earlier version.
 * @throws StoreError, as `bringUpToDate`.
 */
export function isOutdated(connection: SqliteConnection, newest: number): boolean {
  const version = connection.reading(() => versionOf(connection, newest));
  return version > 0 && version < newest;
}

/** 0 for an empty file. */
function versionOf(connection: SqliteConnection, newest: number): number {
  const application = connection.pragma('application_id');
  const version = connection.pragma('user_version');
  if (application === 0 && version === 0 && isEmpty(connection)) return 0;
  if (application !== applicationId) {
    throw new StoreError('this is the database of another program', {
      where: connection.location,
      expected: 'a results file of hvsb',
      advice: 'Name another file with --store.',
    });
  }
  if (version > newest) {
    throw new StoreError('the results file was written by a newer hvsb', {
      where: connection.location,
      expected: `a store of version ${newest} or earlier`,
      found: `version ${version}`,
      advice: 'Update hvsb.',
    });
  }
  return version;
}

function isEmpty(connection: SqliteConnection): boolean {
  return connection.pragma('schema_version') === 0;
}
