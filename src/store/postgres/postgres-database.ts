import type { Compilable } from 'kysely';
import { countRevision, type Database, type Page, type Perform } from '../sql/database.ts';
import { all, type Statement, type Steps } from '../sql/steps.ts';
import type { PostgresConnection } from './connection.ts';
import type { PostgresSession } from './session.ts';

/** Numbers of the server's advisory locks, each with the hash of the schema's name. */
export const lockNumbers = { schema: 0, writers: 1, writing: 2, preparing: 3, rating: 4 } as const;

const readTogether = 'begin isolation level repeatable read read only';
/** Rows are looked up by their keys, as SQLite does, however PostgreSQL estimates the tables. */
const byKeys = 'set local enable_mergejoin = off; set local enable_hashjoin = off';
/**
 * A page is read in the order of its key. By itself PostgreSQL may sort all rows for each page, or begin a join with the
 * first row of a table: a bound on the key of one table is none on that of another.
 */
const readPage = `begin read only; ${byKeys}; set local enable_sort = off;
  set local plan_cache_mode = force_custom_plan`;
/** Plans for writing are used again, and the first ones are made while the tables are empty. */
const write = `begin; ${byKeys}; set local enable_seqscan = off`;

/** Does one piece of work after the other within the transaction that was opened for all of them. */
interface OpenTransaction {
  readonly session: PostgresSession;
  readonly noted: Noted;
  turn: Promise<unknown>;
}

/** What is written at the end of a transaction. */
interface Noted {
  revisions: number;
}

/** The connection as the methods that all databases share need it. */
export class PostgresDatabase implements Database {
  readonly location: string;
  readonly #connection: PostgresConnection;
  /** Of the transaction that `atomically` opened. */
  #open: OpenTransaction | null = null;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
    this.location = connection.location.shown;
  }

  readonly reading = async <T>(work: () => Steps<T>): Promise<T> => {
    if (this.#open !== null) return this.#within(this.#open, work);
    const alone = await this.#alone(work());
    if (alone !== null) return alone.result;
    return this.#connection.transaction({ begin: readTogether, end: () => 'commit' }, (session) =>
      perform(session, work(), { revisions: 0 }),
    );
  };

  readonly writing = async <T>(work: () => Steps<T>): Promise<T> =>
    this.#open !== null ? this.#within(this.#open, work) : this.#writing(work, 'shared');

  /** As `writing`, while nobody else writes. */
  readonly writingAlone = async <T>(work: () => Steps<T>): Promise<T> =>
    this.#open !== null ? this.#within(this.#open, work) : this.#writing(work, 'alone');

  readonly tryOut = async <T>(work: () => Steps<T>): Promise<T> => {
    if (this.#open !== null) throw new Error('nothing can be tried out within a transaction');
    return this.#connection.transaction({ begin: 'begin', end: () => 'rollback' }, (session) =>
      perform(session, work(), { revisions: 0 }),
    );
  };

  readonly page = async <Row>(
    query: (limit: number) => Compilable<Row>,
    limit: number,
  ): Promise<Page<Row>> => {
    // The server sends all of what it is asked for at once, however long the texts are.
    const wanted = Math.min(limit, mostRows);
    const read = () => all(query(wanted));
    const open = this.#open;
    const rows = await (open === null
      ? this.#connection.transaction({ begin: readPage, end: () => 'commit' }, (session) =>
          perform(session, read(), { revisions: 0 }),
        )
      : this.#within(open, read));
    return { rows, isLast: rows.length < wanted };
  };

  /**
   * A transaction of several pieces of work, with what is not SQL between them; part of that of `atomically` where there
   * is one. Not done again after a lost connection.
   */
  async together<T>(work: (perform: Perform) => Promise<T>): Promise<T> {
    const open = this.#open;
    if (open !== null) return work((piece) => this.#within(open, piece));
    const noted = { revisions: 0 };
    return this.#connection.once(this.#boundsOfWriting('shared', noted), (session) =>
      work((piece) => perform(session, piece(), noted)),
    );
  }

  /** As `together`, for reading: all of it is of one moment. */
  readingTogether<T>(work: (perform: Perform) => Promise<T>): Promise<T> {
    return this.#connection.once({ begin: readTogether, end: () => 'commit' }, (session) =>
      work((piece) => perform(session, piece(), { revisions: 0 })),
    );
  }

  /** See `Store.atomically`. */
  async atomically<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open !== null) throw new Error('one transaction is within another');
    const noted = { revisions: 0 };
    try {
      return await this.#connection.once(this.#boundsOfWriting('shared', noted), async (session) => {
        const open = { session, noted, turn: Promise.resolve() };
        this.#open = open;
        try {
          return await work();
        } finally {
          await open.turn;
          this.#open = null;
        }
      });
    } finally {
      this.#open = null;
    }
  }

  #writing<T>(work: () => Steps<T>, mode: 'shared' | 'alone'): Promise<T> {
    const noted = { revisions: 0 };
    return this.#connection.transaction(this.#boundsOfWriting(mode, noted), (session) => {
      noted.revisions = 0;
      return perform(session, work(), noted);
    });
  }

  /**
   * Who removes does so while nobody writes, so that nothing refers to what is gone. The counters come last, since other
   * writers wait for those that share them.
   */
  #boundsOfWriting(mode: 'shared' | 'alone', noted: Noted) {
    const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
    return {
      begin: `${mode === 'shared' ? write : 'begin'}; select ${lock}(${lockKeys(this.#connection, 'writing')})`,
      end: () => `update store_revision set number = number + ${noted.revisions}, changes = changes + 1
        where slot = pg_backend_pid() % ${revisionSlots}; commit`,
    };
  }

  /** One statement is of one moment by itself, so most reads need no transaction. Null where there are more. */
  async #alone<T>(steps: Steps<T>): Promise<{ readonly result: T } | null> {
    const first = steps.next();
    if (first.done === true) return { result: first.value };
    const { sql, parameters, see } = first.value;
    if (see !== undefined) return null;
    const then = steps.next(await this.#connection.query(sql, parameters));
    return then.done === true ? { result: then.value } : null;
  }

  #within<T>(open: OpenTransaction, work: () => Steps<T>): Promise<T> {
    const done = open.turn.then(async () => {
      await open.session.execute('savepoint part');
      try {
        const result = await perform(open.session, work(), open.noted);
        await open.session.execute('release part');
        return result;
      } catch (error) {
        await open.session.execute('rollback to part; release part');
        throw error;
      }
    });
    open.turn = done.catch(() => undefined);
    return done;
  }
}

/** The database for whoever changes what others build on: nobody else writes meanwhile. */
export function alone({ location, reading, writingAlone, tryOut, page }: PostgresDatabase): Database {
  return { location, reading, writing: writingAlone, tryOut, page };
}

/** Rows of the counters of `store_revision`, so that few writers wait for each other. */
export const revisionSlots = 32;

/** The two numbers of an advisory lock, as SQL. */
export function lockKeys({ location }: PostgresConnection, lock: keyof typeof lockNumbers): string {
  return `hashtext('hvsb ${location.schema}'), ${lockNumbers[lock]}`;
}

/** Of a page. */
const mostRows = 200;
/** Rows that a scan takes at a time. */
const scannedRows = 10_000;

export async function perform<T>(session: PostgresSession, steps: Steps<T>, noted: Noted): Promise<T> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await answer(session, step.value, noted));
  return step.value;
}

function answer(session: PostgresSession, statement: Statement, noted: Noted) {
  const { sql, parameters, see } = statement;
  if (statement === countRevision) {
    noted.revisions += 1;
    return { rows: [], names: [], changes: 0, location: '' };
  }
  return see === undefined ? session.query(sql, parameters) : scanned(session, { sql, parameters }, see);
}

/** Through a cursor, so that memory holds a part of the rows. */
async function scanned(
  session: PostgresSession,
  { sql, parameters }: Statement,
  see: NonNullable<Statement['see']>,
) {
  await session.query(`declare scanned no scroll cursor for ${sql}`, parameters);
  for (;;) {
    const part = await session.query(`fetch ${scannedRows} from scanned`);
    for (const row of part.rows) see(row);
    if (part.rows.length < scannedRows) break;
  }
  await session.execute('close scanned');
  return { rows: [], names: [], changes: 0, location: '' };
}
