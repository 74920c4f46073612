import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { StoreError } from '../../errors/errors.ts';
import { heldBy, type LockHolder } from '../contract/lock-holder.ts';
import { SqliteConnection } from './connection.ts';
import { storeFilePath } from './store-file.ts';

interface Holder extends LockHolder {
  readonly token: string;
  readonly host: string;
}

/** How long one step waits while others take theirs; only a holder of the lock takes longer. */
const waitMs = 500;
const mostAttempts = 10;

/**
 * Takes the writer's lock of a store: an open transaction on a small SQLite file beside it, which the
 * operating system releases with the process, even a killed one, so no lock is ever stale. Who holds it
 * is committed to that file first, for others to read.
 * @throws StoreError that names the process that holds it.
 */
export function takeWriterLock(storePath: string, purpose: string): { release(): void } {
  const lockPath = `${storeFilePath(storePath)}-lock`;
  const file = new SqliteConnection(lockPath, lockPath, { timeout: waitMs });
  const self = { token: randomUUID(), pid: process.pid, host: hostname(), purpose, since: Date.now() };
  try {
    // What the file says need not outlive a power cut: nobody holds a lock after one.
    file.execute('pragma synchronous = off');
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      if (tryToHold(file, self, storePath)) return { release: () => file.close() };
    }
    throw heldBy(undefined, storePath);
  } catch (error) {
    file.close();
    throw isDamaged(error) ? damaged(lockPath, error) : error;
  }
}

/** Who holds the writer's lock of a store, as the sentence that a second writer gets; null where nobody does. */
export function writerOf(storePath: string): string | null {
  const lockPath = `${storeFilePath(storePath)}-lock`;
  if (!existsSync(lockPath)) return null;
  const file = new SqliteConnection(lockPath, lockPath, { timeout: 0 });
  try {
    if (unlessBusy(file, () => file.execute('begin immediate; rollback'))) return null;
    let holder: Holder | undefined;
    unlessBusy(file, () => {
      holder = readHolder(file);
    });
    return heldBy(holder, storePath).message;
  } finally {
    file.close();
  }
}

/**
 * One step towards the lock: true when it is held and the file names this holder; false when another go
 * is needed.
 * @throws StoreError when another process holds it.
 */
function tryToHold(file: SqliteConnection, self: Holder, storePath: string): boolean {
  if (!unlessBusy(file, () => file.execute('begin immediate'))) {
    let holder: Holder | undefined;
    unlessBusy(file, () => {
      holder = readHolder(file);
    });
    if (holder === undefined || holder.token === self.token) return false;
    throw heldBy(holder, storePath);
  }
  if (file.guarded(() => readHolder(file))?.token === self.token) return true;
  file.guarded(() => writeHolder(file, self));
  // A reader of the file may block the commit.
  if (!unlessBusy(file, () => file.execute('commit'))) file.execute('rollback');
  return false;
}

/** @returns false where another process's lock on the file did not end in time. */
function unlessBusy(file: SqliteConnection, work: () => void): boolean {
  try {
    file.guarded(work);
    return true;
  } catch (error) {
    if (resultCode(error) === sqliteBusy) return false;
    throw error;
  }
}

function writeHolder(file: SqliteConnection, self: Holder): void {
  file.execute(
    'create table if not exists holder (token text, pid integer, host text, purpose text, since integer); delete from holder',
  );
  file
    .prepare('insert into holder values (?, ?, ?, ?, ?)')
    .run(self.token, self.pid, self.host, self.purpose, self.since);
}

function readHolder(file: SqliteConnection): Holder | undefined {
  if (file.value("select 1 from sqlite_schema where name = 'holder'") === undefined) return undefined;
  const row = file.row('select token, pid, host, purpose, since from holder');
  if (row === undefined) return undefined;
  const [token, pid, host, purpose, since] = row;
  return {
    token: String(token),
    pid: Number(pid),
    host: String(host),
    purpose: String(purpose),
    since: Number(since),
  };
}

const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

function isDamaged(error: unknown): boolean {
  return resultCode(error) === sqliteCorrupt || resultCode(error) === sqliteNotADatabase;
}

function damaged(lockPath: string, cause: unknown): StoreError {
  return new StoreError('The lock file of the store is damaged.', {
    where: lockPath,
    advice: 'Remove it while no hvsb is running; it holds no results.',
    cause,
  });
}

/** SQLite's primary result code of a StoreError. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof StoreError)) return null;
  const { cause } = error;
  return cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : null;
}
