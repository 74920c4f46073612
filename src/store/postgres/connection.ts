import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../../errors/errors.ts';
import type { SharedRows } from '../contract/shared-database.ts';
import type { Answer, SqlValue } from '../sql/steps.ts';
import { failureKind, postgresFailure } from './failures.ts';
import { type PostgresLocation, postgresLocation } from './location.ts';
import { PassFileClient, requireOwnSession } from './server-sessions.ts';
import { ask, type PostgresSession, sessionOf, types } from './session.ts';

/** How a connection to PostgreSQL is made. */
export interface ConnectionOptions {
  /** Every transaction only reads. */
  readonly readOnly?: boolean;
  /** How long a lost server is waited for; default 10 minutes. */
  readonly waitMs?: number;
  /** Called with a sentence when the server is waited for. */
  readonly onWait?: (message: string) => void;
}

/** Statements that open a transaction, and those that close it, as SQL. */
export interface TransactionBounds {
  readonly begin: string;
  readonly end: () => string;
}

/** A session of its own, for what lives as long as it. */
export interface HeldSession extends PostgresSession {
  /** Resolves when the session has ended, also where the server ended it. */
  readonly ended: Promise<void>;
  release(): Promise<void>;
}

const usualWaitMs = 10 * 60_000;
/** A disk that is full lets small things pass, and waits begin and end. */
const sayEveryMs = 60_000;
/** Connections of one process: storing, planning, the page's reads, the lock. */
const mostConnections = 6;

/**
 * The connections of a process to one database. What is asked of it is asked again after a lost connection, a restarted
 * server, a deadlock or a full disk, until `waitMs` have passed: it has to be such that doing it twice is doing it once.
 */
export class PostgresConnection {
  readonly location: PostgresLocation;
  readonly #pool: pg.Pool;
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<{ stop(): Promise<void> }>();
  #isClosed = false;
  /** Questions that wait for the server. */
  #waiting = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  /** @throws UsageError as `postgresLocation`; nothing is connected yet */
  constructor(url: string, options: ConnectionOptions = {}) {
    this.location = postgresLocation(url);
    this.#options = options;
    const { schema, client } = this.location;
    this.#pool = new pg.Pool({
      ...client,
      Client: PassFileClient,
      types,
      max: mostConnections,
      application_name: 'hvsb',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 15_000,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
      async onConnect(connected) {
        const readOnly = options.readOnly === true ? '; set default_transaction_read_only = on' : '';
        await connected.query(`set search_path = ${schema}${readOnly}`);
      },
    });
    // A session that ended while nothing was asked of it says so here; the next question says it, too.
    this.#pool.on('connect', (connected) => connected.on('error', () => undefined));
    this.#pool.on('error', () => undefined);
  }

  /** The first question, asked once. @throws StoreError where the database cannot be reached or refuses */
  async connect(): Promise<void> {
    await this.#explained(async () => {
      const client = await this.#pool.connect();
      try {
        await requireOwnSession(client, this.#pool, this.location.shown);
      } finally {
        client.release();
      }
    });
  }

  /** A statement of its own. */
  query(sql: string, parameters: readonly SqlValue[] = []): Promise<Answer> {
    return this.#persistently(async () => ask(this.#pool, this.location, sql, parameters));
  }

  /**
   * A transaction; `work` is done again from its beginning where it has to be.
   */
  transaction<T>(bounds: TransactionBounds, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    return this.#persistently(() => this.#transaction(bounds, work));
  }

  /** As `transaction`, not done again. */
  once<T>(bounds: TransactionBounds, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    return this.#explained(() => this.#transaction(bounds, work));
  }

  async #transaction<T>(
    { begin, end }: TransactionBounds,
    work: (session: PostgresSession) => Promise<T>,
  ): Promise<T> {
    const client = await this.#pool.connect();
    let isBroken = true;
    try {
      const session = sessionOf(client, this.location);
      await session.execute(begin);
      try {
        const result = await work(session);
        await session.execute(end());
        isBroken = false;
        return result;
      } catch (error) {
        await session.execute('rollback');
        isBroken = false;
        throw error;
      }
    } finally {
      client.release(isBroken);
    }
  }

  /**
   * A session that nobody else uses until it is released. Lost with the server.
   * @param notified called with what it listens to
   */
  async hold(notified: (payload: string) => void = () => undefined): Promise<HeldSession> {
    const client = await this.#persistently(() => this.#pool.connect());
    client.on('notification', ({ payload = '' }) => notified(payload));
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    client.once('end', resolve);
    client.once('error', () => resolve());
    let isHeld = true;
    const release = () => {
      if (isHeld) client.release(true);
      isHeld = false;
    };
    void ended.then(release);
    const { query, execute } = sessionOf(client, this.location);
    return {
      query: (sql, parameters) => this.#explained(() => query(sql, parameters)),
      execute: (sql) => this.#explained(() => execute(sql)),
      ended,
      async release() {
        release();
        await ended;
      },
    };
  }

  /** SQL in PostgreSQL's own form, and rows as pg reads them by itself: for a library that brings its own statements. */
  plain(text: string, values: readonly unknown[] = []): Promise<SharedRows> {
    return this.#persistently(() => this.#pool.query({ text, values: [...values], types: pg.types }));
  }

  /** See `SharedDatabase.listen`. @param channel a plain name */
  async listen(
    channel: string,
    heard: (payload: string) => void,
    begun: (session: number, isAgain: boolean) => void = () => undefined,
  ): Promise<() => Promise<void>> {
    let isStopped = false;
    let session: HeldSession | null = null;
    const begin = async (isAgain: boolean): Promise<void> => {
      session = await this.hold(heard);
      void session.ended.then(() => {
        if (!isStopped && !this.#isClosed) void begin(true).catch(() => undefined);
      });
      await session.execute(`listen ${pg.escapeIdentifier(channel)}`);
      const { rows } = await session.query('select pg_backend_pid()');
      begun(Number(rows[0]?.[0]), isAgain);
    };
    await begin(false);
    const listener = {
      stop: async () => {
        isStopped = true;
        this.#listeners.delete(listener);
        await session?.release();
      },
    };
    this.#listeners.add(listener);
    return listener.stop;
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.query('select pg_notify(?, ?)', [channel, payload]);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#listeners) await listener.stop();
    await this.#pool.end();
  }

  /** Does the work until it is done, as long as what keeps it may pass by itself. */
  async #persistently<T>(work: () => Promise<T>): Promise<T> {
    const until = Date.now() + (this.#options.waitMs ?? usualWaitMs);
    let isWaiting = false;
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await work();
        } catch (error) {
          const kind = failureKind(error);
          if (kind === 'final' || this.#isClosed || Date.now() >= until) {
            throw postgresFailure(error, this.location);
          }
          if (kind !== 'conflict' && !isWaiting) {
            isWaiting = true;
            this.#say(error, until);
            this.#waiting += 1;
          }
          // Others that met the same do not come back all at once.
          await setTimeout(Math.min(5000, 50 * 2 ** Math.min(attempt, 7)) * (0.5 + Math.random() / 2));
        }
      }
    } finally {
      if (isWaiting) this.#waiting -= 1;
    }
  }

  /** One sentence, however many questions wait, and whatever is answered meanwhile, such as reading beside a full disk. */
  #say(error: unknown, until: number): void {
    if (this.#waiting > 0 || Date.now() - this.#saidAt < sayEveryMs) return;
    this.#saidAt = Date.now();
    const failure = postgresFailure(error, this.location);
    const problem = failure instanceof StoreError ? failure.message : 'PostgreSQL did not answer.';
    const minutes = Math.max(1, Math.round((until - Date.now()) / 60_000));
    this.#options.onWait?.(`${problem} Waiting for it for up to ${minutes} min: ${this.location.shown}`);
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw postgresFailure(error, this.location);
    }
  }
}
