import { access, constants } from 'node:fs/promises';
import { StoreError } from '../../errors/errors.ts';
import type { LockStore, Store, StoreOptions, WriterLock } from '../contract/store.ts';
import { answerMethods } from './answers/answer-methods.ts';
import { batchMethods } from './batches/batch-methods.ts';
import { CallKeys } from './calls/call-keys.ts';
import { callMethods } from './calls/call-methods.ts';
import { conditionMethods } from './conditions/condition-methods.ts';
import { openConnection } from './connection.ts';
import { explanationMethods } from './explanations/explanation-methods.ts';
import { judgmentMethods } from './judgments/judgment-methods.ts';
import { noteMethods } from './notes/note-methods.ts';
import { peopleMethods } from './people/people-methods.ts';
import { ratingMethods } from './ratings/rating-methods.ts';
import { removalMethods } from './removal/removal-methods.ts';
import { runMethods } from './runs/run-methods.ts';
import { scenarioMethods } from './scenarios/scenario-methods.ts';
import { checkForReading, prepareForWriting } from './schema.ts';
import { StoreFile, storeFilePath } from './store-file.ts';
import { studyMethods } from './study/study-methods.ts';
import { heldBy, takeWriterLock, writerOf } from './writer-lock.ts';

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
  const connection = openConnection(path, readOnly);
  try {
    if (readOnly) checkForReading(connection);
    else prepareForWriting(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  const file = readOnly || path === ':memory:' ? null : new StoreFile(connection, storeFilePath(path), path);
  if (file !== null) connection.watch(() => file.check());
  const keys = new CallKeys(connection);
  const alone = oneAtATime();
  const { release, ...lock } = lockMethods(path, readOnly, () => keys.forget());
  return {
    location: connection.location,
    ...lock,
    ...scenarioMethods(connection, alone),
    ...conditionMethods(connection),
    ...callMethods(connection, keys),
    ...judgmentMethods(connection),
    ...explanationMethods(connection),
    ...answerMethods(connection, alone),
    ...ratingMethods(connection),
    ...peopleMethods(connection),
    ...noteMethods(connection),
    ...runMethods(connection),
    ...batchMethods(connection),
    ...studyMethods(connection),
    ...removalMethods(connection, keys),
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
