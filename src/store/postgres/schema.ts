import { StoreError } from '../../errors/errors.ts';
import type { PostgresConnection } from './connection.ts';
import type { PostgresLocation } from './location.ts';
import { lockKeys, revisionSlots } from './postgres-database.ts';
import type { PostgresSession } from './session.ts';
import { tables } from './tables.ts';

/**
 * The steps by which the tables came to be what they are, the first from nothing. A store's version is how many of them it
 * has; what is missing is done when it is opened for writing. A step that was published is never changed.
 */
const steps: readonly string[] = [tables];
export const postgresSchemaVersion = steps.length;

/**
 * Makes the tables, or brings them up to date; of several programs that begin at once one does it.
 * @throws StoreError for a newer store, and where the tables are missing and may not be made
 */
export async function prepareSchema(connection: PostgresConnection, create: boolean): Promise<void> {
  const version = await storedVersion(connection);
  checkNotNewer(connection, version);
  if (version === postgresSchemaVersion) return;
  if (version === null && !create) throw noStore(connection);
  const { schema } = connection.location;
  const begin = `begin; select pg_advisory_xact_lock(${lockKeys(connection, 'schema')})`;
  await connection.transaction({ begin, end: () => 'commit' }, async (session) => {
    // Another program may have done it meanwhile.
    const now = await versionIn(session, schema);
    if (now === null) await makeRoom(session, connection.location);
    for (const step of steps.slice(now ?? 0)) await session.execute(step);
    await session.query('update store_version set number = ?', [postgresSchemaVersion]);
    if (now === null) await addSlots(session);
  });
}

/** The schema, which may be there, but empty. */
async function makeRoom(
  session: PostgresSession,
  { schema, shown, database }: PostgresLocation,
): Promise<void> {
  const { rows: encodings } = await session.query('show server_encoding');
  const encoding = String(encodings[0]?.[0]);
  if (encoding !== 'UTF8') {
    throw new StoreError('This database cannot hold all texts.', {
      where: shown,
      expected: 'a database in UTF8',
      found: encoding,
      advice: `Make another one: "createdb --encoding UTF8 --template template0 ${database}2".`,
    });
  }
  // Its own right is needed to make a schema, even one that is there.
  const { rows } = await session.query('select oid from pg_namespace where nspname = ?', [schema]);
  const [oid] = rows[0] ?? [];
  if (oid === undefined) return session.execute(`create schema ${schema}`);
  const { rows: others } = await session.query(
    "select relname from pg_class where relnamespace = ? and relkind in ('r', 'p', 'v', 'm', 'f', 'S') order by 1 limit 3",
    [oid],
  );
  if (others.length === 0) return;
  throw new StoreError(`The schema "${schema}" of this database holds something else.`, {
    where: shown,
    expected: 'no tables, or those of hvsb',
    found: others.map(([name]) => name).join(', '),
    advice: 'Name another schema in the address: "?schema=NAME".',
  });
}

async function addSlots(session: PostgresSession): Promise<void> {
  await session.execute(`insert into store_revision (slot) select generate_series(0, ${revisionSlots - 1})`);
}

/** @throws StoreError where there is no store, or one of another version */
export async function checkSchema(connection: PostgresConnection): Promise<void> {
  const version = await storedVersion(connection);
  if (version === null) throw noStore(connection);
  checkNotNewer(connection, version);
  if (version === postgresSchemaVersion) return;
  throw new StoreError('The tables of the store are of an older version of hvsb.', {
    where: connection.location.shown,
    expected: `version ${postgresSchemaVersion}`,
    found: `version ${version}`,
    advice: 'Open it once with a command that writes, such as "hvsb judge": it brings the tables up to date.',
  });
}

function checkNotNewer(connection: PostgresConnection, version: number | null): void {
  if (version === null || version <= postgresSchemaVersion) return;
  throw new StoreError('The tables of the store are of a newer version of hvsb.', {
    where: connection.location.shown,
    expected: `version ${postgresSchemaVersion}`,
    found: `version ${version}`,
    advice: 'Use the newer version of hvsb here, too: "npm install hvsb@latest".',
  });
}

function noStore({ location: { shown, schema } }: PostgresConnection): StoreError {
  return new StoreError('This database holds no store.', {
    where: shown,
    expected: `tables of hvsb in the schema "${schema}"`,
    advice:
      'Make it with "hvsb prepare" or "hvsb run", or copy one there: "hvsb store copy hvsb.db postgres://…".',
  });
}

async function storedVersion(connection: PostgresConnection): Promise<number | null> {
  return connection.transaction({ begin: 'begin read only', end: () => 'commit' }, (session) =>
    versionIn(session, connection.location.schema),
  );
}

/** Null where there are no tables. */
async function versionIn(session: PostgresSession, schema: string): Promise<number | null> {
  const { rows: found } = await session.query('select to_regclass(?) is not null', [
    `${schema}.store_version`,
  ]);
  if (found[0]?.[0] !== 1) return null;
  const { rows } = await session.query('select number from store_version');
  return Number(rows[0]?.[0]);
}
