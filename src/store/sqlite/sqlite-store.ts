import { access, constants } from 'node:fs/promises';
import { StoreError } from '../../errors/errors.ts';
import { heldBy } from '../contract/lock-holder.ts';
import type { LockStore, Store, StoreOptions, WriterLock } from '../contract/store.ts';
import { sharedMethods } from '../sql/shared-methods.ts';
import { replaceQuestions } from './answers/replace-questions.ts';
import { CallKeys } from './calls/call-keys.ts';
import { writeBatch } from './calls/commit.ts';
import { storedCalls } from './calls/stored-calls.ts';
import { ratingHolds } from './ratings/rating-holds.ts';
import { sqliteRemovalMethods } from './removal/sqlite-removal.ts';
import { scenarioFinder } from './scenarios/find-scenarios.ts';
import { replaceScenarios } from './scenarios/replace-scenarios.ts';
import { scenariosWithWords } from './scenarios/search-scenarios.ts';
import { openStoreFile } from './schema.ts';
import { sqliteDatabase } from './sqlite-database.ts';
import { StoreFile, storeFilePath } from './store-file.ts';
import { takeWriterLock, writerOf } from './writer-lock.ts';

/**
 * Opens the store in this SQLite file, made if it is not there (unless `readOnly`). `:memory:` is a store that goes
 * with the process.
 * @throws StoreError for a missing folder, a file that may not be opened, is no store, or is of another version.
 * @example
 * const store = await openSqliteStore('hvsb.db', { readOnly: true });
 * console.log(await store.countScenarios({}));
 * await store.close();
 */
export async function openSqliteStore(path: string, { readOnly = false }: StoreOptions = {}): Promise<Store> {
  const connection = openStoreFile(path, readOnly);
  const file = readOnly || path === ':memory:' ? null : new StoreFile(connection, storeFilePath(path), path);
  if (file !== null) connection.watch(() => file.check());
  const keys = new CallKeys(connection);
  const alone = oneAtATime();
  const { release, ...lock } = lockMethods(path, readOnly, () => keys.forget());
  const shared = sharedMethods(sqliteDatabase(connection));
  return {
    location: connection.location,
    ...lock,
    ...shared,
    ...ratingHolds(connection),
    ...sqliteRemovalMethods(connection, keys),
    replaceScenarios: (dataset, form, scenarios, options) =>
      alone(() => replaceScenarios(connection, { dataset, form, ...options }, scenarios)),
    scenarioFinder: async () => scenarioFinder(connection),
    replaceQuestions: (dataset, questions, options) =>
      alone(() => replaceQuestions(connection, dataset, questions, options)),
    calls: async (wanted) => storedCalls(connection, keys, wanted),
    commit: async (batch) => writeBatch(connection, keys, batch),
    // SQLite does not count what this connection wrote itself.
    changeCount: async () => connection.pragma('data_version'),
    searchScenarios: async (query) => connection.reading(() => scenariosWithWords(connection, query)),
    async atomically(work) {
      try {
        return await connection.atomically(work);
      } catch (error) {
        // Keys that were added are stored no more.
        keys.forget();
        throw error;
      }
    },
    async close() {
      await release();
      try {
        file?.close();
      } finally {
        connection.close();
      }
    },
  };
}

/** Preparations share the connection's temporary tables. */
function oneAtATime(): <T>(prepare: () => Promise<T>) => Promise<T> {
  let isBusy = false;
  return async (prepare) => {
    if (isBusy) throw new Error('two preparations cannot write one store at a time');
    isBusy = true;
    try {
      return await prepare();
    } finally {
      isBusy = false;
    }
  };
}

/** @param taken called when the lock was taken: others may have written since the last time. */
function lockMethods(path: string, readOnly: boolean, taken: () => void): LockStore & WriterLock {
  let held: (WriterLock & { readonly purpose: string; readonly since: number }) | null = null;
  // A store in memory has no other process to lock out.
  const isShared = path !== ':memory:';
  return {
    async lock(purpose) {
      if (readOnly) {
        throw new StoreError('The store was opened for reading, so it cannot be held for writing.', {
          where: path,
        });
      }
      if (held !== null) throw heldBy({ pid: process.pid, host: null, ...held }, path);
      const file = isShared ? takeWriterLock(path, purpose) : null;
      const release = async () => {
        if (held?.release === release) held = null;
        file?.release();
      };
      held = { purpose, since: Date.now(), release };
      taken();
      return { release };
    },
    lockHolder: async () => (isShared ? writerOf(path) : null),
    async isWritable() {
      if (!isShared) return true;
      return access(path, constants.W_OK).then(
        () => true,
        () => false,
      );
    },
    release: async () => held?.release(),
  };
}
