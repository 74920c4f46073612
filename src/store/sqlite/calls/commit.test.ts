import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededChance } from '../../../../tests/support/seeded-chance.ts';
import { StoreProcess } from '../../../../tests/support/store-process.ts';
import { StoreError } from '../../../errors/errors.ts';
import { StoreFixture, sampleCall, sampleCondition } from '../../../testing/store/store-fixture.ts';
import { putCondition } from '../../sql/conditions/conditions.ts';
import { SqliteConnection } from '../connection.ts';
import { prepareForWriting } from '../schema.ts';
import { perform } from '../sqlite-database.ts';
import { openSqliteStore } from '../sqlite-store.ts';
import { CallKeys } from './call-keys.ts';
import { writeBatch } from './commit.ts';
import { storedCalls } from './stored-calls.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-batch-'));
  path = join(folder, 'store.db');
});
afterEach(() => rm(folder, { recursive: true }));

const batchSize = 40;

/** Commits batches until it is killed, each a judgment and a call of its own for every scenario; keys go into the table often. */
function committer(round: number): StoreProcess {
  const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  return new StoreProcess(`
    import { writeBatch } from ${url('./commit.ts')};
    import { CallKeys } from ${url('./call-keys.ts')};
    import { openConnection } from ${url('../connection.ts')};
    import { prepareForWriting } from ${url('../schema.ts')};
    import { sampleCall, sampleJudgment, sampleKey } from ${url('../../../testing/store/store-fixture.ts')};
    const connection = openConnection(${JSON.stringify(path)}, false);
    prepareForWriting(connection);
    const keys = new CallKeys(connection, 100);
    for (let repeat = ${round * 100_000}; ; repeat += 1) {
      const subjects = Array.from({ length: ${batchSize} }, (_, index) => ({ condition: 1, scenario: index + 1, repeat }));
      writeBatch(connection, keys, {
        calls: subjects.map((subject) => sampleCall(sampleKey(subject), 1)),
        judgments: subjects.map((subject) => sampleJudgment(subject, sampleKey(subject), 'biased')),
      });
      console.log('committed ' + repeat);
      await new Promise(setImmediate);
    }
  `);
}

describe('a batch', () => {
  it('is there whole or not at all, and every confirmed one is, when the process is killed at any moment', async () => {
    const store = await openSqliteStore(path);
    const fixture = new StoreFixture(store);
    const scenarios = await fixture.prepared(batchSize);
    await fixture.condition();
    await store.close();
    const chance = seededChance('the moments of the kills');
    let confirmed = 0;
    for (let round = 0; round < 6; round += 1) {
      const child = committer(round);
      await child.line('committed');
      await new Promise((resolve) => setTimeout(resolve, 20 + chance() * 150));
      await child.kill();
      confirmed += child.lines.length;
    }
    const connection = new SqliteConnection(path, path, {});
    const [calls, judgments, batches] = connection.reading(() => [
      Number(connection.value('select count(*) from call')),
      Number(connection.value('select count(*) from judgment')),
      Number(connection.value('select count(distinct repeat) from judgment')),
    ]);
    expect(connection.reading(() => connection.value('pragma integrity_check'))).toBe('ok');
    expect(connection.reading(() => [...connection.rows('pragma foreign_key_check')])).toEqual([]);
    expect(judgments).toBe(Number(batches) * batchSize);
    expect(calls).toBe(judgments);
    expect(batches).toBeGreaterThanOrEqual(confirmed);
    // At most one batch a round was written without its line being read.
    expect(batches).toBeLessThanOrEqual(confirmed + 6);
    expect(connection.reading(() => connection.value('select calls from condition'))).toBe(calls);
    const keys = connection.reading(() =>
      [...connection.rows('select key from call')].map(([key]) => String(key)),
    );
    expect(storedCalls(connection, new CallKeys(connection), keys).size).toBe(calls);
    expect(scenarios).toHaveLength(batchSize);
    connection.close();
  });

  it('that finds the disk full is refused whole, with advice, and goes in when there is room', () => {
    const connection = new SqliteConnection(path, path, {});
    prepareForWriting(connection);
    const keys = new CallKeys(connection, 50);
    const condition = connection.writing(() => perform(connection, putCondition(sampleCondition))).number;
    const count = () => connection.reading(() => Number(connection.value('select count(*) from call')));
    const batch = (start: number) => ({
      calls: Array.from({ length: 20 }, (_, index) =>
        sampleCall(`key ${start + index}`, condition, 'long '.repeat(200)),
      ),
    });
    connection.execute('pragma max_page_count = 70');
    let written = 0;
    const fill = () => {
      for (; written < 1000; written += 20) writeBatch(connection, keys, batch(written));
    };
    expect(fill).toThrow(StoreError);
    expect(fill).toThrow('There is no room left for the results file.');
    expect(written).toBeGreaterThan(0);
    expect(count()).toBe(written);
    connection.execute('pragma max_page_count = 1000000');
    fill();
    expect(count()).toBe(1000);
    connection.close();
  });
});
