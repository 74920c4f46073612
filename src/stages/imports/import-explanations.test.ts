import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { foreignExplanation } from '../../../tests/support/foreign-answers.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import type { ForeignAnswerOptions } from './foreign-answers.ts';
import { type ForeignExplanation, importExplanations } from './import-explanations.ts';

async function importAll(
  store: Store,
  explanations: readonly ForeignExplanation[],
  options: Partial<ForeignAnswerOptions> = {},
) {
  async function* all() {
    yield* explanations;
  }
  return importExplanations({ store, importedAt: 5, ...options }, all());
}

const explanations = [
  foreignExplanation(madeScenario(1), 'lab:a', '**Explanation:** It takes age for slowness.'),
  foreignExplanation(madeScenario(1), 'lab:b', 'Age again.'),
  foreignExplanation(madeScenario(1), 'lab:a', 'A second reason.'),
  foreignExplanation(madeScenario(2), 'lab:a', ''),
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
      duplicates: 0,
      scenarios: 2,
      newScenarios: 2,
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
    await importAll(store, explanations, { importedAt: 6 });
    expect(await everything(store)).toEqual(before);
  });

  it('takes a corrected text in place of the earlier one where it is told to', async () => {
    const store = await openSqliteStore(':memory:');
    await importAll(store, explanations);
    const corrected = [foreignExplanation(madeScenario(1), 'lab:b', 'Better said.')];
    await expect(importAll(store, corrected)).rejects.toThrow('Another answer of this model');
    await importAll(store, corrected, { replaces: true });
    const texts = (await allOf(store.explanations({ explainers: ['lab:b'] }))).flat().map(({ text }) => text);
    expect(texts).toEqual(['Better said.']);
  });

  it('counts a text that comes again, and takes another one for a repeat', async () => {
    const store = await openSqliteStore(':memory:');
    const twice = ['Age.', 'Age.', 'Age again.'].map((text) =>
      foreignExplanation(madeScenario(1), 'm', text),
    );
    expect(await importAll(store, twice)).toMatchObject({ explanations: 2, duplicates: 1 });
  });

  it('works over many batches', async () => {
    const store = await openSqliteStore(':memory:');
    const many = Array.from({ length: 2201 }, (_, number) =>
      foreignExplanation(madeScenario(number), 'lab:a', `Reason ${number}.`),
    );
    expect(await importAll(store, many)).toMatchObject({ explanations: 2201 });
    expect(await store.countExplanations({})).toBe(2201);
  });
});
