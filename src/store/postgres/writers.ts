import { hostname } from 'node:os';
import { StoreError } from '../../errors/errors.ts';
import { heldBy, type LockHolder } from '../contract/lock-holder.ts';
import type { LockOptions, LockStore, WriterLock } from '../contract/store.ts';
import type { HeldSession, PostgresConnection } from './connection.ts';
import { lockKeys } from './postgres-database.ts';
import type { PostgresSession } from './session.ts';

const note = `insert into writer (session, pid, host, purpose, since) values (pg_backend_pid(), ?, ?, ?, ?)
  on conflict (session) do update set pid = excluded.pid, host = excluded.host, purpose = excluded.purpose,
    since = excluded.since`;
// What sessions that were cut off have left.
const forgetLost = 'delete from writer where session not in (select pid from pg_stat_activity)';
const forget = 'delete from writer where session = pg_backend_pid()';
const canWrite = `select has_table_privilege('call', 'insert') and not pg_is_in_recovery()
  and current_setting('default_transaction_read_only') = 'off'`;

/**
 * The lock of the writers: an advisory lock of the server, which goes with the session, even one that was cut off. Programs
 * that only add answers share it.
 */
export function lockMethods(
  connection: PostgresConnection,
  readOnly: boolean,
): LockStore & { release(): Promise<void> } {
  const where = connection.location.shown;
  let held: (LockHolder & WriterLock) | null = null;
  return {
    async lock(purpose, options = {}) {
      if (readOnly) {
        throw new StoreError('The store was opened for reading, so it cannot be held for writing.', {
          where,
        });
      }
      if (held !== null) throw heldBy(held, where);
      const holder = { pid: process.pid, host: null, purpose, since: Date.now() };
      const lock = await takeLock(connection, holder, options);
      const release = async () => {
        if (held?.release === release) held = null;
        await lock.release();
      };
      held = { ...holder, release };
      return { release };
    },
    async lockHolder(options) {
      const holder = await holderOf(connection, options);
      return holder === null ? null : heldBy(holder, where).message;
    },
    async isWritable() {
      const { rows } = await connection.query(canWrite);
      return rows[0]?.[0] === 1;
    },
    release: async () => held?.release(),
  };
}

async function takeLock(
  connection: PostgresConnection,
  holder: LockHolder,
  options: LockOptions,
): Promise<WriterLock> {
  let isReleased = false;
  let session = await tryLock(connection, holder, options);
  if (session === null) {
    throw heldBy((await holderOf(connection)) ?? undefined, connection.location.shown);
  }
  // Lost with the server: taken again when it is back. What is written meanwhile is safe without it, see `PostgresDatabase`.
  const keep = async (taken: HeldSession): Promise<void> => {
    await taken.ended;
    while (!isReleased) {
      session = await tryLock(connection, holder, options).catch(() => null);
      if (session !== null) return keep(session);
      await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    }
  };
  void keep(session);
  return {
    async release() {
      if (isReleased) return;
      isReleased = true;
      await session?.query(forget).catch(() => undefined);
      await session?.release();
    },
  };
}

/** Null where another process holds it. */
async function tryLock(
  connection: PostgresConnection,
  { pid, purpose, since }: LockHolder,
  { isShared = false }: LockOptions,
): Promise<HeldSession | null> {
  const session = await connection.hold();
  try {
    if (await isTaken(session, connection, isShared)) {
      await session.query(forgetLost);
      await session.query(note, [pid, hostname(), purpose, since]);
      return session;
    }
  } catch (error) {
    await session.release();
    throw error;
  }
  await session.release();
  return null;
}

async function isTaken(
  session: PostgresSession,
  connection: PostgresConnection,
  isShared: boolean,
): Promise<boolean> {
  const take = isShared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock';
  const { rows } = await session.query(`select ${take}(${lockKeys(connection, 'writers')})`);
  return rows[0]?.[0] === 1;
}

/** The one that has held it for the longest time. */
async function holderOf(
  connection: PostgresConnection,
  { isShared = false }: LockOptions = {},
): Promise<LockHolder | null> {
  const [hash, number] = lockKeys(connection, 'writers').split(', ');
  const { rows } = await connection.query(
    `select writer.pid, host, purpose, since from writer
    join pg_locks on pg_locks.pid = session and locktype = 'advisory' and granted
      and classid = (${hash}::bigint & 4294967295)::oid and objid = ${number}
      and database = (select oid from pg_database where datname = current_database())
      and (mode = 'ExclusiveLock' or ? = 1)
    order by since limit 1`,
    [isShared ? 0 : 1],
  );
  const [found] = rows;
  if (found === undefined) return null;
  const [pid, host, purpose, since] = found;
  return { pid: Number(pid), host: String(host), purpose: String(purpose), since: Number(since) };
}
