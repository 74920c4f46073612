import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skippedBecause } from '../../../tests/support/needs.ts';
import { StoreProcess } from '../../../tests/support/store-process.ts';
import { DataError, StoreError } from '../../errors/errors.ts';
import { StoreFixture } from '../../testing/store/store-fixture.ts';
import { openConnection, sqliteFailure } from './connection.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-open-'));
});
afterEach(() => rm(folder, { recursive: true }));

function refusal(path: string, readOnly = false): string {
  try {
    openConnection(path, readOnly).close();
  } catch (error) {
    if (error instanceof StoreError) return error.describe();
    throw error;
  }
  throw new Error('the file was opened');
}

describe('a place that cannot hold a store', () => {
  it('is named with the folder that is missing', () => {
    const path = join(folder, 'missing', 'store.db');
    expect(refusal(path)).toMatch(/The folder of the results file is not there\./);
    expect(refusal(path)).toContain(join(folder, 'missing'));
  });

  it('is reported as a folder where it is one', async () => {
    const path = join(folder, 'store.db');
    await mkdir(path);
    expect(refusal(path)).toMatch(/store\.db: This is a folder/);
  });

  it('is reported as missing where only reading was asked for', () => {
    expect(refusal(join(folder, 'store.db'), true)).toMatch(/no results file here[\s\S]*hvsb prepare/);
  });
});

const onlyOnUnix = skippedBecause(
  process.platform === 'win32' ? 'Windows has no users whose rights can be set in this way.' : null,
);
// An administrator may write everywhere, so another user tries: "nobody", by its usual number.
const other = process.getuid?.() === 0 ? 65_534 : undefined;

describe('a folder that may only be read', onlyOnUnix, () => {
  async function tryIn(lockedFolder: string, readOnly: boolean): Promise<readonly string[]> {
    const module = new URL('./sqlite-store.ts', import.meta.url).href;
    const script = `
      import { openSqliteStore } from ${JSON.stringify(module)};
      try {
        const store = await openSqliteStore(${JSON.stringify(join(lockedFolder, 'store.db'))}, { readOnly: ${readOnly} });
        console.log('scenarios ' + (await store.countScenarios({}))[0]?.biased);
        await store.replaceScenarios('letters', null, (async function* () {})());
        console.log('written');
      } catch (error) {
        console.log(error.name + ': ' + error.message);
      }`;
    const process = new StoreProcess(script, other);
    await process.ended();
    return process.lines;
  }

  it('gives its store to read, and none to write', async () => {
    const store = await openSqliteStore(join(folder, 'store.db'));
    await new StoreFixture(store).prepared(4);
    await store.close();
    await chmod(join(folder, 'store.db'), 0o444);
    await chmod(folder, 0o555);
    try {
      expect((await tryIn(folder, true))[0]).toBe('scenarios 2');
      expect(await tryIn(folder, false)).toEqual(['StoreError: The results file can only be read.']);
    } finally {
      await chmod(folder, 0o755);
    }
  });

  it('takes no new store', async () => {
    await chmod(folder, 0o555);
    try {
      expect(await tryIn(folder, false)).toEqual(['StoreError: The results file cannot be opened or made.']);
    } finally {
      await chmod(folder, 0o755);
    }
  });
});

/** What SQLite itself throws when these statements run one after the other. */
function thrownBy(...statements: readonly string[]): unknown {
  const database = new DatabaseSync(':memory:');
  try {
    for (const statement of statements) database.exec(statement);
  } catch (error) {
    return error;
  } finally {
    database.close();
  }
  throw new Error('nothing was thrown');
}

describe('an error of SQLite', () => {
  it('that the user can do something about becomes a StoreError with place, cause and advice', () => {
    const cause = thrownBy('create table t (a)', 'pragma query_only = on', 'insert into t values (1)');
    const error = sqliteFailure(cause, 'results.db');
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      where: 'results.db',
      message: 'The results file can only be read.',
      cause,
    });
    expect(error).toHaveProperty('found', 'attempt to write a readonly database');
    expect(error).toHaveProperty('advice', expect.stringContaining('right to write'));
  });

  it('is recognized by its primary code, whatever detail the code carries', () => {
    // SQLITE_IOERR_WRITE is 10 | 3 << 8.
    const cause = Object.assign(new Error('disk I/O error'), { errcode: 778 });
    expect(sqliteFailure(cause, 'results.db')).toHaveProperty(
      'message',
      'The disk did not read or write the results file.',
    );
  });

  it('that is a mistake of the program stays what it is, and so does any other error', () => {
    const mistake = thrownBy('select * from nowhere');
    expect(sqliteFailure(mistake, 'results.db')).toBe(mistake);
    const ours = new DataError('a row is bad');
    expect(sqliteFailure(ours, 'results.db')).toBe(ours);
    expect(sqliteFailure('text', 'results.db')).toBe('text');
  });
});
