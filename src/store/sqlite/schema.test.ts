import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreProcess } from '../../../tests/support/store-process.ts';
import { StoreError } from '../../errors/errors.ts';
import { StoreFixture } from '../../testing/store/store-fixture.ts';
import { schemaVersion } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-version-'));
  path = join(folder, 'store.db');
});
// A process that was just killed may still be writing.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

function change(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
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

  it('reports of one that is no database that it holds no results, and leaves it as it is', async () => {
    await writeFile(path, 'These are notes about letters. '.repeat(100));
    expect(await refusal()).toMatch(/store\.db: This file holds no results.*\n.*not a database/);
    expect(await refusal({ readOnly: true })).toMatch(/This file holds no results/);
    expect((await stat(path)).size).toBe(3100);
  });

  it("refuses another program's database, and leaves it as it is", async () => {
    change('create table recipes (title text)');
    const before = await stat(path);
    expect(await refusal()).toMatch(/the database of another program\.\n.*a results file of hvsb/);
    expect(await refusal({ readOnly: true })).toMatch(/the database of another program/);
    const after = await stat(path);
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
  });

  it.each([1, 4, schemaVersion + 1])(
    'refuses a store of version %i, and says how to export it',
    async (version) => {
      await makeStore();
      change(`pragma user_version = ${version}`);
      const before = await stat(path);
      const expected = `another version of hvsb.\n  expected: a store of version ${schemaVersion}\n  found:    version ${version}\n`;
      for (const options of [undefined, { readOnly: true }]) {
        const message = await refusal(options);
        expect(message).toContain(expected);
        expect(message).toMatch(
          /with the version that wrote it: "hvsb export --table scenarios[\s\S]*replay:calls\.jsonl/,
        );
      }
      expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    },
  );

  it('asks for a writing command where the file is empty and only to be read', async () => {
    await writeFile(path, '');
    expect(await refusal({ readOnly: true })).toMatch(/The results file is empty[\s\S]*hvsb prepare/);
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
