import type { SharedDatabase } from '../contract/shared-database.ts';
import type { Store, StoreOptions } from '../contract/store.ts';
import { removalMethods } from '../sql/removal/removal-methods.ts';
import { scenarioMethods } from '../sql/scenarios/scenario-methods.ts';
import { sharedMethods } from '../sql/shared-methods.ts';
import { value } from '../sql/steps.ts';
import { replaceQuestions } from './answers/replace-questions.ts';
import { storedCalls } from './calls/stored-calls.ts';
import { writeBatch } from './calls/write-calls.ts';
import { DatabaseClock } from './clock.ts';
import { PostgresConnection } from './connection.ts';
import { alone, lockKeys, PostgresDatabase } from './postgres-database.ts';
import { sharedRatingMethods } from './ratings/shared-rating-methods.ts';
import { scenarioFinder } from './scenarios/find-scenarios.ts';
import { replaceScenarios } from './scenarios/replace-scenarios.ts';
import { scenariosWithWords } from './scenarios/search-scenarios.ts';
import { checkSchema, prepareSchema } from './schema.ts';
import { lockMethods } from './writers.ts';

/**
 * Opens the store in a PostgreSQL database, which any number of processes may write to at once. Its tables are made if
 * they are not there (unless `readOnly`, or `create` is false), and brought up to date.
 * @param url `postgres://user@host/database`; the password comes from PGPASSWORD, ~/.pgpass, or the URL
 * @throws UsageError where the URL cannot be read; StoreError where the database cannot be reached or is of another version
 * @example
 * const store = await openPostgresStore('postgres://ada@db.example.org/study');
 * console.log(await store.countScenarios({}));
 * await store.close();
 */
export async function openPostgresStore(
  url: string,
  { readOnly = false, create = true, onWait }: StoreOptions = {},
): Promise<Store> {
  const connection = new PostgresConnection(url, { readOnly, ...(onWait && { onWait }) });
  try {
    await connection.connect();
    if (readOnly) await checkSchema(connection);
    else await prepareSchema(connection, create);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return postgresStore(connection, readOnly);
}

const changes = 'select sum(changes) from store_revision';

/** The store over a connection, whose tables are there. */
export function postgresStore(connection: PostgresConnection, readOnly: boolean): Store {
  const database = new PostgresDatabase(connection);
  const { reading, writing } = database;
  const preparing = `select pg_advisory_xact_lock(${lockKeys(connection, 'preparing')})`;
  const methods = sharedMethods(database);
  const clock = new DatabaseClock(connection);
  const { release, ...lock } = lockMethods(connection, readOnly);
  return {
    location: database.location,
    shared: sharedDatabase(connection),
    ...lock,
    ...methods,
    ...clock.runs(methods),
    ...sharedRatingMethods(database, lockKeys(connection, 'rating')),
    ...removalMethods(alone(database)),
    // Two runs of one study draw it at the same time.
    putSample: scenarioMethods(alone(database)).putSample,
    replaceScenarios: (dataset, form, scenarios, options) =>
      replaceScenarios(database, preparing, { dataset, form, ...options }, scenarios),
    scenarioFinder: () => scenarioFinder(database),
    replaceQuestions: (dataset, questions, options) =>
      replaceQuestions(database, preparing, dataset, questions, options),
    calls: (wanted) => reading(() => storedCalls(wanted)),
    async commit(batch) {
      await clock.measure();
      const stored = clock.stored(batch);
      return writing(() => writeBatch(stored));
    },
    changeCount: async () => Number(await reading(() => value(changes))),
    searchScenarios: (query) => reading(() => scenariosWithWords(query)),
    atomically: (work) => database.atomically(work),
    async close() {
      await release();
      await connection.close();
    },
  };
}

function sharedDatabase(connection: PostgresConnection): SharedDatabase {
  const { schema, shown } = connection.location;
  return {
    schema,
    location: shown,
    query: (text, values) => connection.plain(text, values),
    listen: (channel, heard, begun) => connection.listen(channel, heard, begun),
  };
}
