import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { Compilable } from 'kysely';
import { HvsbError, StoreError } from '../../errors/errors.ts';
import { named, type SqlRow, type SqlValue } from '../sql/steps.ts';
import { checkStoreFile, storeFilePath } from './store-file.ts';

/** How long one statement waits for another process's transaction. Ours last milliseconds. */
const busyTimeoutMs = 10_000;

/**
 * Opens the file; what is in it is not looked at.
 * @throws StoreError where there is no such folder or file, or it cannot be read or written.
 */
export function openConnection(path: string, readOnly: boolean): SqliteConnection {
  if (path !== ':memory:') checkPlace(path, readOnly);
  const file = storeFilePath(path);
  return readOnly ? openForReading(file, path) : new SqliteConnection(file, path, { timeout: busyTimeoutMs });
}

function openForReading(path: string, location: string): SqliteConnection {
  try {
    return tryReading(path, location);
  } catch (error) {
    // SQLite makes a small file beside a store that is read, even for reading. Where that cannot be (a CD,
    // another user's folder) nobody writes either, so the file may be taken as unchanging.
    if (!(error instanceof StoreError) || existsSync(`${path}-wal`)) throw error;
    const unchanging = pathToFileURL(resolve(path));
    unchanging.searchParams.set('immutable', '1');
    return tryReading(unchanging, location);
  }
}

function tryReading(file: string | URL, location: string): SqliteConnection {
  const connection = new SqliteConnection(file, location, { readOnly: true, timeout: busyTimeoutMs });
  try {
    connection.execute('pragma cache_size = -8000');
    connection.pragma('schema_version');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function checkPlace(path: string, readOnly: boolean): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) {
    throw new StoreError('The folder of the results file is not there.', {
      where: path,
      expected: `a folder ${folder}`,
      advice: 'Make the folder, or name another file with --store.',
    });
  }
  const file = statSync(path, { throwIfNoEntry: false });
  checkStoreFile(path, file, readOnly);
  if (file === undefined && readOnly) {
    throw new StoreError('There is no results file here.', {
      where: path,
      advice: 'Name it with --store, or make one with "hvsb prepare".',
    });
  }
}

/** Of a connection that writes, in KiB. */
export const usualCache = 'pragma cache_size = -16000';
const undoPart = 'rollback to part; release part';

/**
 * One connection to an SQLite file: prepared statements by their text, transactions, and SQLite's errors
 * as StoreErrors. Everything is synchronous, so nothing comes between the statements of a transaction.
 */
export class SqliteConnection {
  readonly location: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #columns = new Map<string, readonly string[]>();
  #isAtomic = false;
  readonly #atTheEnd = new Map<string, () => void>();
  #afterWriting: () => void = () => {};

  constructor(file: string | URL, location: string, options: DatabaseSyncOptions) {
    this.location = location;
    this.#database = this.guarded(() => new DatabaseSync(file, options));
  }

  execute(sql: string): void {
    this.guarded(() => this.#database.exec(sql));
  }

  /**
   * A statement that is prepared once and cached. Its rows are arrays: as objects, node:sqlite makes them without
   * a prototype, which takes twice the time and memory. For use inside `reading` and `writing`.
   */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The first column of the first row; undefined without a row. For use inside `reading` and `writing`. */
  value(sql: string, ...parameters: SqlValue[]): SqlValue | undefined {
    return this.row(sql, ...parameters)?.[0];
  }

  /** The first row, as an array of its columns. For use inside `reading` and `writing`. */
  row(sql: string, ...parameters: SqlValue[]): SqlRow | undefined {
    // An array of what was stored, because `prepare` asks for it; the types of node:sqlite do not know it.
    return this.prepare(sql).get(...parameters) as SqlRow | undefined;
  }

  /** The rows one by one, as arrays of their columns. For use inside `reading` and `writing`. */
  *rows(sql: string, ...parameters: SqlValue[]): Generator<SqlRow> {
    for (const row of this.prepare(sql).iterate(...parameters)) {
      // As in `row`.
      yield row as unknown as SqlRow;
    }
  }

  /** Names of the columns that a statement gives; none for one that only writes. For use inside `reading` and `writing`. */
  columns(sql: string): readonly string[] {
    const known = this.#columns.get(sql);
    if (known !== undefined) return known;
    const names = this.prepare(sql)
      .columns()
      .map(({ name }) => name);
    this.#columns.set(sql, names);
    return names;
  }

  /** The first rows, up to and including the one at which there are enough, and whether these are all. */
  firstUntil<Row>(
    query: Compilable<Row>,
    isEnough: (values: SqlRow) => boolean,
  ): { readonly rows: Row[]; readonly areAll: boolean } {
    const { sql, parameters } = query.compile();
    return this.guarded(() => {
      const names = this.columns(sql);
      const rows: Row[] = [];
      for (const row of this.prepare(sql).iterate(...(parameters as SqlValue[]))) {
        // As in `row`.
        const values = row as unknown as SqlRow;
        // As in `all` of `sql/steps.ts`.
        rows.push(named(names, values) as Row);
        if (isEnough(values)) return { rows, areAll: false };
      }
      return { rows, areAll: true };
    });
  }

  /** The number that a pragma answers. */
  pragma(name: string): number {
    return this.guarded(() => Number(this.value(`pragma ${name}`)));
  }

  /**
   * All or nothing. Waits for another writer, for as long as the connection's timeout says.
   * @throws StoreError where it was written and its file has gone, see `watch`
   */
  writing<T>(work: () => T): T {
    const result = this.#transaction('begin immediate', work);
    this.#afterWriting();
    return result;
  }

  /** What is called after each writing transaction. */
  watch(afterWriting: () => void): void {
    this.#afterWriting = afterWriting;
  }

  /** Everything read inside is of one moment, whatever is written meanwhile. */
  reading<T>(work: () => T): T {
    return this.#transaction('begin', work);
  }

  /** What `work` writes is undone; its result is what it would have been. */
  tryOut<T>(work: () => T): T {
    return this.#transaction('begin immediate', work, 'rollback');
  }

  /** Without checks of references, for deleting whole parts; outside of transactions only. */
  unchecked<T>(work: () => T): T {
    this.execute('pragma foreign_keys = off');
    try {
      return work();
    } finally {
      this.execute('pragma foreign_keys = on');
    }
  }

  /**
   * Everything that `work` writes is stored, or, where it throws or the process ends, nothing. What others write
   * through this connection meanwhile is part of it.
   */
  async atomically<T>(work: () => Promise<T>): Promise<T> {
    // Pages of indexes of ids are met at random, and what does not fit is written before the end and read again.
    this.execute('pragma cache_size = -48000');
    try {
      return await this.together('begin immediate', work);
    } finally {
      this.execute(usualCache);
    }
  }

  /** One transaction around work that waits for other things, too. */
  async together<T>(begin: 'begin' | 'begin immediate', work: () => Promise<T>): Promise<T> {
    if (this.#isAtomic) throw new Error('one transaction is within another');
    this.execute(begin);
    this.#isAtomic = true;
    try {
      const result = await work();
      this.guarded(() => {
        for (const each of this.#atTheEnd.values()) each();
      });
      this.execute('commit');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.execute('rollback');
      throw error;
    } finally {
      this.#isAtomic = false;
      this.#atTheEnd.clear();
    }
  }

  /** Does this when a transaction of `atomically` ends, once for each name; else at once. Within `writing`. */
  atTheEnd(name: string, work: () => void): void {
    if (!this.#isAtomic) work();
    else if (!this.#atTheEnd.has(name)) this.#atTheEnd.set(name, work);
  }

  /** Makes a function of SQL, of texts to a number; null is the empty text. */
  define(name: string, work: (...texts: string[]) => number): void {
    this.#database.function(name, { varargs: true, deterministic: true }, (...values) =>
      work(...values.map((value) => (value === null ? '' : String(value)))),
    );
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.guarded(() => this.#database.close());
  }

  #transaction<T>(begin: string, work: () => T, end: 'commit' | 'rollback' = 'commit'): T {
    // Within another transaction a savepoint is one of its own.
    const [first, last, undo] = this.#isAtomic
      ? ['savepoint part', end === 'commit' ? 'release part' : undoPart, undoPart]
      : [begin, end, 'rollback'];
    return this.guarded(() => {
      this.#database.exec(first);
      try {
        const result = work();
        this.#database.exec(last);
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (this.#database.isTransaction) this.#database.exec(undo);
        throw error;
      }
    });
  }

  /** SQLite's errors of `work` as StoreErrors; `reading`, `writing` and queries do so themselves. */
  guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, this.location);
    }
  }
}

/** What SQLite's primary result codes mean to a user, see https://sqlite.org/rescode.html. */
const meanings: Readonly<Record<number, { readonly problem: string; readonly advice: string }>> = {
  5: {
    problem: 'The results file is busy: another program is writing it.',
    advice: 'Wait until the other program is done and try again.',
  },
  8: {
    problem: 'The results file can only be read.',
    advice: 'Give yourself the right to write the file and its folder, or copy the file elsewhere.',
  },
  10: {
    problem: 'The disk did not read or write the results file.',
    advice: 'Check the disk; what was stored before is still there.',
  },
  11: {
    problem: 'The results file is damaged.',
    advice: 'Restore a copy, or save what is readable with the "sqlite3" program: .recover.',
  },
  13: {
    problem: 'There is no room left for the results file.',
    advice: 'Make room on the disk and run the same command again: it resumes from what is stored.',
  },
  14: {
    problem: 'The results file cannot be opened or made.',
    advice: 'Check that its folder is there and that you may write in it.',
  },
  26: {
    problem: 'This file holds no results: it is not an SQLite database.',
    advice: 'Name another file with --store.',
  },
};

/**
 * The StoreError for an error of SQLite, with the file's name. Anything else is given back as it is.
 */
export function sqliteFailure(error: unknown, location: string): unknown {
  if (error instanceof HvsbError || !(error instanceof Error)) return error;
  if (!('errcode' in error) || typeof error.errcode !== 'number') return error;
  // The low byte is the primary code, the rest says more (SQLITE_IOERR_FSYNC and the like).
  const meaning = meanings[error.errcode & 0xff];
  // What is left over is a wrong statement or a broken constraint: a bug, which keeps its stack.
  if (meaning === undefined) return error;
  return new StoreError(meaning.problem, {
    where: location,
    found: error.message,
    advice: meaning.advice,
    cause: error,
  });
}
