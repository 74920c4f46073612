import { expect, test } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { importJudgments } from './import-judgments.ts';

async function importOne(store: Store, response: string): Promise<void> {
  async function* judgments() {
    yield { sourceId: 'a', row: 1, scenario: 'The kettle is on.', gold: 'biased' as const, response };
  }
  const request = { store, dataset: 'elsewhere', model: 'lab:a', attack: 'none', importedAt: 5 };
  expect(await importJudgments(request, judgments())).toBe(1);
}

async function judged(store: Store) {
  const rows = (await allOf(store.judgmentRows({}))).flat();
  return rows.map(({ outcome, response }) => [outcome, response]);
}

test('importing a judgment again changes nothing', async () => {
  const store = await openSqliteStore(':memory:');
  await importOne(store, 'Judgment: BIASED');
  await importOne(store, 'Judgment: BIASED');
  expect(await judged(store)).toEqual([['biased', 'Judgment: BIASED']]);
  expect((await allOf(store.callRows())).flat()).toHaveLength(1);
});

test('a response that was corrected before a second import replaces the label together with its text', async () => {
  const store = await openSqliteStore(':memory:');
  await importOne(store, 'Judgment: BIASED');
  await importOne(store, 'Judgment: UNBIASED');
  expect(await judged(store)).toEqual([['unbiased', 'Judgment: UNBIASED']]);
});
