import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  StoreFixture,
  sampleCall,
  sampleJudgment,
  sampleScenario,
  stream,
} from '../../../testing/store/store-fixture.ts';
import type { Store } from '../../contract/store.ts';
import { CallKeys } from '../calls/call-keys.ts';
import { writeBatch } from '../calls/commit.ts';
import { storedCalls } from '../calls/stored-calls.ts';
import { SqliteConnection } from '../connection.ts';
import { openSqliteStore } from '../sqlite-store.ts';
import { sqliteRemovalMethods } from './sqlite-removal.ts';

let folder = '';
let path = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-removal-'));
  path = join(folder, 'store.db');
  store = await openSqliteStore(path);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** Two judging conditions, each with a call of its own for each of three scenarios. */
async function judged(): Promise<void> {
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(3);
  for (const model of ['letters:a', 'letters:b']) {
    const { number } = await fixture.condition({ model });
    const subjects = scenarios.map((scenario) => ({
      condition: number,
      scenario: scenario.number,
      repeat: 0,
    }));
    await fixture.judge(subjects, 'biased');
  }
}

describe('a removal', () => {
  it('leaves no reference to what is gone, nor its words', async () => {
    await judged();
    await store.replaceScenarios('digits', null, stream([sampleScenario(7, { dataset: 'digits' })]));
    await store.remove({ model: 'letters:b' });
    await store.remove({ dataset: 'digits' });
    const file = new DatabaseSync(path);
    expect(file.prepare('pragma foreign_key_check').all()).toEqual([]);
    expect(file.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    file.exec("insert into scenario_search (scenario_search, rank) values ('integrity-check', 1)");
    expect(file.prepare('select count(*) as n from call_key').get()).toEqual({ n: 0 });
    file.close();
    expect(await store.searchScenarios('letter')).toHaveLength(3);
  });

  it('lets the store check references again', async () => {
    await judged();
    await store.planRemoval({ model: 'letters:b' });
    const judgment = sampleJudgment({ condition: 1, scenario: 4711, repeat: 0 }, 'new', 'biased');
    await expect(store.commit({ calls: [sampleCall('new', 1)], judgments: [judgment] })).rejects.toThrow(
      'FOREIGN KEY',
    );
  });

  it('frees the numbers of calls, and nobody finds a new call under a removed key', async () => {
    await judged();
    const [one, two] = [0, 1].map(() => {
      const connection = new SqliteConnection(path, path, {});
      return { connection, keys: new CallKeys(connection, 4) };
    });
    if (one === undefined || two === undefined) throw new Error('no connections');
    // Both know the six keys; the first puts them into the table.
    writeBatch(one.connection, one.keys, { calls: [sampleCall('seventh', 1)] });
    expect([...storedCalls(two.connection, two.keys, ['seventh']).keys()]).toEqual(['seventh']);
    await sqliteRemovalMethods(one.connection, one.keys).remove({ condition: 2 });
    await sqliteRemovalMethods(one.connection, one.keys).remove({ condition: 1 });
    expect(storedCalls(two.connection, two.keys, ['seventh']).size).toBe(0);
    const { number } = await new StoreFixture(store).condition({ model: 'letters:c' });
    writeBatch(one.connection, one.keys, { calls: [sampleCall('first again', number)] });
    for (const { connection, keys } of [one, two]) {
      expect([...storedCalls(connection, keys, ['seventh', 'first again']).keys()]).toEqual(['first again']);
      connection.close();
    }
  });
});
