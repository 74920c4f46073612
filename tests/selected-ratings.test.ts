import { beforeAll, describe, expect, it } from 'vitest';
import type { Scenario } from '../src/core/scenario.ts';
import { selectedRatings } from '../src/measures/measure-store.ts';
import { type ForeignExplanation, importExplanations } from '../src/stages/imports/import-explanations.ts';
import type { Store } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { madeScenario } from '../src/testing/made-scenario.ts';
import { allOf } from './support/files.ts';
import { foreignExplanation } from './support/foreign-answers.ts';

/** Two datasets of a scenario each, explained by two models and rated by one person: 1, 2, 3, 1. */
async function rated(): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  const scenarios: readonly Scenario[] = [
    madeScenario(1, { dataset: 'service' }),
    madeScenario(2, { dataset: 'street' }),
  ];
  async function* explanations(): AsyncGenerator<ForeignExplanation> {
    for (const model of ['lab:a', 'lab:b']) {
      for (const scenario of scenarios) yield foreignExplanation(scenario, model, 'It guesses from age.');
    }
  }
  await importExplanations({ store, importedAt: 1 }, explanations());
  const items = (await allOf(store.explanations({}))).flat().map(({ number }) => number);
  await store.addRatingItems(items);
  const values = [1, 2, 3, 1] as const;
  await store.saveRatings(
    items.map((item, position) => ({
      item,
      rater: 'ada',
      value: values[position] ?? null,
      comment: '',
      seconds: 1,
      ratedAt: 1,
    })),
  );
  return store;
}

describe('ratings that enter the measures', () => {
  let store: Store;
  beforeAll(async () => {
    store = await rated();
  });

  it('are all, where nothing narrows them', async () => {
    const { models, value } = await selectedRatings(store, { attack: 'none' });
    expect([models, [...value]]).toEqual([
      ['lab:a', 'lab:b'],
      [1, 2, 3, 1],
    ]);
  });

  it('are on the scale that the store has', async () => {
    const five = await openSqliteStore(':memory:');
    await five.saveRatingLabels(['not at all', 'hardly', 'in part', 'mostly', 'wholly']);
    expect((await selectedRatings(five, {})).scale).toEqual([1, 2, 3, 4, 5]);
    expect((await selectedRatings(store, {})).scale).toEqual([1, 2, 3]);
  });

  it('are of the scenarios that match', async () => {
    const { models, value } = await selectedRatings(store, { datasets: ['street'] });
    expect([models, [...value]]).toEqual([
      ['lab:a', 'lab:b'],
      [2, 1],
    ]);
  });

  it('are of the models that are asked for', async () => {
    const { models, value } = await selectedRatings(store, { explainers: ['lab:b'], datasets: ['service'] });
    expect([models, [...value]]).toEqual([['lab:b'], [3]]);
  });
});
