import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreProcess } from '../../../tests/support/store-process.ts';
import { StoreError } from '../../errors/errors.ts';
import { StoreFixture } from '../../testing/store/store-fixture.ts';
import { SqliteConnection } from './connection.ts';
import { storeQueries } from './names.ts';
import { ratingScale } from './ratings/saved-ratings.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { bringUpToDate, type Migration, storeMigrations } from './store-version.ts';
import { StudyReader } from './view/study-reader.ts';
import { takeWriterLock, updateStore } from './writer-lock.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-version-'));
  path = join(folder, 'store.db');
});
afterEach(() => rm(folder, { recursive: true }));

const { schema } = storeQueries;
const addNotes: Migration = () => [schema.createTable('note').addColumn('text', 'text')];

function change(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function migrate(migrations: readonly Migration[]): void {
  const connection = new SqliteConnection(path, path, {});
  try {
    bringUpToDate(connection, migrations);
  } finally {
    connection.close();
  }
}

/** A store as the first version of hvsb left it. */
function makeVersion1(statements: readonly string[]): void {
  migrate(storeMigrations.slice(0, 1));
  for (const [index, statement] of statements.entries()) {
    change(`insert into scenario (number, id, active, dataset, form, category, variant, gold, control, cluster, source_id, source_row)
      values (${index + 1}, 'id-${index}', 1, 'made', 'statement', 'trade', 'plain', 'biased', 0, 'c', 's${index}', ${index + 1});
      insert into scenario_text (scenario, kind, statement) values (${index + 1}, 'statement', '${statement}')`);
  }
}

async function makeStore(): Promise<void> {
  const store = await openSqliteStore(path);
  await new StoreFixture(store).prepared(3);
  await store.close();
}

async function refusal(options?: { readonly readOnly: boolean }): Promise<string> {
  try {
    await (await openSqliteStore(path, options)).close();
  } catch (error) {
    if (error instanceof StoreError) return error.describe();
    throw error;
  }
  throw new Error('the file was opened');
}

describe('opening a file', () => {
  it('takes an empty one for a new store', async () => {
    await writeFile(path, '');
    await makeStore();
    expect((await stat(path)).size).toBeGreaterThan(0);
  });

  it('says of one that is no database that it holds no results, and leaves it as it is', async () => {
    await writeFile(path, 'These are notes about letters. '.repeat(100));
    expect(await refusal()).toMatch(/store\.db: this file holds no results.*\n.*not a database/);
    expect(await refusal({ readOnly: true })).toMatch(/this file holds no results/);
    expect((await stat(path)).size).toBe(3100);
  });

  it("refuses another program's database, and leaves it as it is", async () => {
    change('create table recipes (title text)');
    const before = await stat(path);
    expect(await refusal()).toMatch(/the database of another program\n.*a results file of hvsb/);
    expect(await refusal({ readOnly: true })).toMatch(/the database of another program/);
    const after = await stat(path);
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
  });

  it('refuses a store of a newer version and names both', async () => {
    await makeStore();
    change(`pragma user_version = ${storeMigrations.length + 6}`);
    const expected = `written by a newer hvsb\n  expected: a store of version ${storeMigrations.length} or earlier\n  found:    version ${storeMigrations.length + 6}`;
    expect(await refusal()).toContain(expected);
    expect(await refusal({ readOnly: true })).toContain(expected);
  });

  it('asks for a writing command where reading alone cannot bring the store up to date', async () => {
    await writeFile(path, '');
    expect(await refusal({ readOnly: true })).toMatch(/the results file is empty[\s\S]*hvsb prepare/);
  });

  it('works for several processes at once, the file being new to all', async () => {
    const module = new URL('./sqlite-store.ts', import.meta.url).href;
    const script = `
      import { openSqliteStore } from ${JSON.stringify(module)};
      const store = await openSqliteStore(${JSON.stringify(path)});
      console.log('counted ' + (await store.countScenarios({})).length);
      await store.close();`;
    const processes = Array.from({ length: 4 }, () => new StoreProcess(script));
    expect(await Promise.all(processes.map((process) => process.line('counted')))).toEqual(
      Array.from({ length: 4 }, () => 'counted 0'),
    );
  });
});

describe('bringing a store up to date', () => {
  it('runs only the steps that the file lacks, and keeps what is in it', async () => {
    await makeStore();
    migrate([...storeMigrations, addNotes]);
    const database = new DatabaseSync(path);
    expect(database.prepare('select count(*) as n from note').get()?.n).toBe(0);
    expect(database.prepare('select count(*) as n from scenario').get()?.n).toBe(3);
    expect(database.prepare('pragma user_version').get()?.user_version).toBe(storeMigrations.length + 1);
    database.close();
    migrate([...storeMigrations, addNotes]);
  });

  it('makes the scenarios of a version 1 store searchable, for one who only reads', async () => {
    makeVersion1(['A clerk lost the Zürich form.', 'The baker found it.']);
    expect(await refusal({ readOnly: true })).toMatch(/earlier version[\s\S]*found: +version 1/);
    updateStore(path);
    const reader = new StudyReader(path);
    expect(reader.search('zurich')).toEqual([1]);
    expect(reader.search('the')).toEqual([1, 2]);
    expect(reader.search('bak foun')).toEqual([2]);
    expect([reader.revision(), reader.runs({ limit: 9 })]).toEqual([0, []]);
    reader.close();
  });

  it('keeps the three points of a version 2 store, whose ratings are on no other scale', async () => {
    migrate(storeMigrations.slice(0, 2));
    change(`pragma foreign_keys = off;
      insert into rating_item (explanation, text) values (1, 'It guesses from age.');
      insert into rating (item, rater, value, comment, seconds, rated_at) values (1, 'Ada', 3, '', 1, 1)`);
    expect(await refusal({ readOnly: true })).toMatch(/earlier version[\s\S]*found: +version 2/);
    const store = await openSqliteStore(path);
    expect(await store.ratingLabels()).toBeNull();
    expect(ratingScale(await store.ratingLabels())).toEqual([1, 2, 3]);
    expect(await store.ratings()).toMatchObject([{ rater: 'Ada', value: 3 }]);
    await expect(store.saveRatingLabels(['no', 'yes'])).rejects.toThrow(/another scale/);
    await store.saveRatingLabels(['no', 'partly', 'yes']);
    expect(await store.ratingLabels()).toEqual(['no', 'partly', 'yes']);
    await store.close();
  });

  it('leaves a store that is up to date, or is none, as it is, for one who only reads', async () => {
    await makeStore();
    const before = await stat(path);
    updateStore(path);
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    await writeFile(path, '');
    updateStore(path);
    expect((await stat(path)).size).toBe(0);
  });

  it('waits for no one who holds a version 1 store, and says who does', () => {
    makeVersion1([]);
    const lock = takeWriterLock(path, 'hvsb judge');
    expect(() => updateStore(path)).toThrow(/held by process \d+ \(hvsb judge/);
    lock.release();
    updateStore(path);
  });

  it('leaves the file at its version when a step fails', async () => {
    await makeStore();
    const broken: Migration = () => [...addNotes(), schema.createTable('scenario').addColumn('a', 'text')];
    expect(() => migrate([...storeMigrations, broken])).toThrow(/scenario/);
    const store = await openSqliteStore(path);
    expect(await new StoreFixture(store).stored()).toHaveLength(3);
    await store.close();
  });
});
