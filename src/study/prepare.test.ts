import { describe, expect, it } from 'vitest';
import { allOf, withFile } from '../../tests/support/files.ts';
import { findDatasetSource } from '../datasets/registry.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { type PrepareRequest, prepareDataset } from './prepare.ts';

const preference = (prompt: string, rejected = 'Some do.') =>
  JSON.stringify({ id: prompt, prompt, chosen: 'All may.', rejected });

async function prepare(store: Store, rows: readonly string[], request: Partial<PrepareRequest> = {}) {
  return withFile('rows.jsonl', rows.join('\n'), (from) =>
    prepareDataset({
      store,
      source: findDatasetSource('biasdpo'),
      from,
      options: { preset: 'corrected' },
      ...request,
    }),
  );
}

async function prompts(store: Store) {
  const scenarios = (await allOf(store.scenarios({}))).flat();
  const said = scenarios.map(
    ({ dataset, text }) => `${dataset}: ${text.kind === 'conversation' ? text.prompt : ''}`,
  );
  return [...new Set(said)];
}

describe('a dataset that is prepared twice', () => {
  it('counts with both of its files, or with the later alone', async () => {
    const store = await openSqliteStore(':memory:');
    await prepare(store, [preference('Who mills?')], { keepsOthers: true });
    expect(await prepare(store, [preference('Who bakes?')], { keepsOthers: true })).toMatchObject({
      added: 2,
      deactivated: 0,
    });
    expect(await prompts(store)).toEqual(['biasdpo: Who mills?', 'biasdpo: Who bakes?']);
    expect(await prepare(store, [preference('Who bakes?')])).toMatchObject({ unchanged: 2, deactivated: 2 });
    expect(await prompts(store)).toEqual(['biasdpo: Who bakes?']);
  });

  it('with another text of the same item is a conflict, until it has a name of its own', async () => {
    const store = await openSqliteStore(':memory:');
    await prepare(store, [preference('Who mills?')], { keepsOthers: true });
    const other = [preference('Who mills?', 'Only those do.')];
    await expect(prepare(store, other, { keepsOthers: true })).rejects.toMatchObject({
      message: 'The store has another scenario of this item.',
      advice: expect.stringContaining('--as NAME'),
    });
    const result = await prepare(store, other, { keepsOthers: true, as: 'second' });
    expect(result).toMatchObject({ dataset: 'second', added: 2 });
    expect(await prompts(store)).toEqual(['biasdpo: Who mills?', 'second: Who mills?']);
    const clusters = (await allOf(store.scenarios({ datasets: ['second'] })))
      .flat()
      .map(({ cluster }) => cluster);
    for (const cluster of clusters) expect(cluster).toMatch(/^second\//);
  });
});
