import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { type ForeignExplanation, importExplanations } from './import-explanations.ts';

async function importAll(store: Store, explanations: readonly ForeignExplanation[], importedAt = 5) {
  async function* all() {
    yield* explanations;
  }
  return importExplanations({ store, attack: 'none', importedAt }, all());
}

const explanations = [
  { scenario: madeScenario(1), model: 'lab:a', response: '**Explanation:** It takes age for slowness.' },
  { scenario: madeScenario(1), model: 'lab:b', response: 'Age again.' },
  { scenario: madeScenario(1), model: 'lab:a', response: 'A second reason.' },
  { scenario: madeScenario(2), model: 'lab:a', response: '' },
];

async function everything(store: Store) {
  return {
    scenarios: (await allOf(store.scenarios({}))).flat(),
    calls: (await allOf(store.callRows())).flat(),
    conditions: await store.conditions(),
    explanations: (await allOf(store.explanationRows({}))).flat(),
  };
}

describe('importing explanations', () => {
  it('stores scenarios, texts as they came, and what this program reads in them', async () => {
    const store = await openSqliteStore(':memory:');
    expect(await importAll(store, explanations)).toEqual({
      explanations: 4,
      outcomes: { explained: 3, empty: 1, refused: 0, filtered: 0 },
      models: { 'lab:a': 3, 'lab:b': 1 },
    });
    const stored = await everything(store);
    expect(stored.scenarios.map(({ id }) => id)).toEqual([madeScenario(1).id, madeScenario(2).id]);
    expect(stored.calls[0]?.text).toBe('**Explanation:** It takes age for slowness.');
    expect(stored.conditions.map(({ model, endpoint, stage }) => [model, endpoint, stage])).toEqual([
      ['lab:a', 'imported', 'explain'],
      ['lab:b', 'imported', 'explain'],
    ]);
    const rows = stored.explanations.map(({ model, repeat, outcome, text }) => [
      model,
      repeat,
      outcome,
      text,
    ]);
    expect(rows).toHaveLength(4);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['lab:a', 0, 'explained', 'It takes age for slowness.'],
        ['lab:a', 1, 'explained', 'A second reason.'],
        ['lab:a', 0, 'empty', ''],
        ['lab:b', 0, 'explained', 'Age again.'],
      ]),
    );
  });

  it('changes nothing the second time', async () => {
    const store = await openSqliteStore(':memory:');
    await importAll(store, explanations);
    const before = await everything(store);
    await importAll(store, explanations, 6);
    expect(await everything(store)).toEqual(before);
  });

  it('takes a corrected text in place of the earlier one', async () => {
    const store = await openSqliteStore(':memory:');
    await importAll(store, explanations);
    await importAll(store, [{ scenario: madeScenario(1), model: 'lab:b', response: 'Better said.' }]);
    const texts = (await allOf(store.explanations({ explainers: ['lab:b'] }))).flat().map(({ text }) => text);
    expect(texts).toEqual(['Better said.']);
  });

  it('works over many batches', async () => {
    const store = await openSqliteStore(':memory:');
    const many = Array.from({ length: 1201 }, (_, number) => ({
      scenario: madeScenario(number),
      model: 'lab:a',
      response: `Reason ${number}.`,
    }));
    expect(await importAll(store, many)).toMatchObject({ explanations: 1201 });
    expect(await store.countExplanations({})).toBe(1201);
  });
});
