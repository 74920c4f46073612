import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { drawExplainSample, storeExplainSample } from './explain-sample.ts';

async function storeOfTwo() {
  const store = await openSqliteStore(':memory:');
  const scenarios = Array.from({ length: 40 }, (_, number) => [
    madeScenario(number, { dataset: 'one', category: number < 30 ? 'age' : 'race' }),
    madeScenario(number, { dataset: 'two' }),
    madeScenario(number, { dataset: 'two', gold: 'unbiased', control: true }),
  ]).flat();
  await store.commit({ scenarios });
  return store;
}

describe('a sample to be explained', () => {
  it('holds so many biased scenarios of each dataset, in proportion to its categories', async () => {
    const store = await storeOfTwo();
    const drawn = await drawExplainSample({ store, size: 8, seed: 3, filter: {} });
    expect(drawn).toMatchObject({ name: 'explain-8-3', datasets: ['one', 'two'] });
    expect(await store.samples()).toEqual([]);
    await storeExplainSample(store, drawn);
    const scenarios = (await allOf(store.scenarios({ sample: 'explain-8-3' }))).flat();
    const count = (dataset: string, category: string) =>
      scenarios.filter((scenario) => scenario.dataset === dataset && scenario.category === category).length;
    expect([count('one', 'age'), count('one', 'race'), count('two', 'age')]).toEqual([6, 2, 8]);
    expect(scenarios.every(({ gold }) => gold === 'biased')).toBe(true);
  });

  it('is the same for each dataset whether drawn alone or with others, and leaves what it had of others', async () => {
    const store = await storeOfTwo();
    const both = await drawExplainSample({ store, size: 8, seed: 3, filter: {} });
    for (const dataset of ['two', 'one']) {
      const filter = { datasets: [dataset] };
      await storeExplainSample(store, await drawExplainSample({ store, size: 8, seed: 3, filter }));
    }
    const stored = (await allOf(store.scenarios({ sample: both.name }))).flat().map(({ number }) => number);
    expect(new Set(stored)).toEqual(both.numbers);
    const other = await drawExplainSample({ store, size: 8, seed: 4, filter: {} });
    expect(other.numbers).not.toEqual(both.numbers);
  });
});
