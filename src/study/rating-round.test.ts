import { describe, expect, it } from 'vitest';
import { readPeopleJudgments } from '../measures/inputs/people-judgments.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { explain, explainer, explanations, inCondition } from '../testing/store/explanation-contract.ts';
import { StoreFixture } from '../testing/store/store-fixture.ts';
import { defaultRating } from './file/rating-schema.ts';
import { loadRating } from './file/rating-settings.ts';
import { type RoundRequest, startRound } from './rating-round.ts';

const models = ['letters:a', 'letters:b'];

/** Eight scenarios that two models judged and explained. */
async function study(): Promise<{ readonly store: Store; readonly fixture: StoreFixture }> {
  const store = await openSqliteStore(':memory:');
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(8);
  for (const model of models) {
    await explain(fixture, inCondition(await explainer(fixture, model), scenarios), 'explained', 'So it is.');
    const { number: condition } = await fixture.condition({ stage: 'judge', model });
    await fixture.judge(
      (await fixture.stored()).map(({ number: scenario }) => ({ condition, scenario, repeat: 0 })),
      'biased',
    );
  }
  return { store, fixture };
}

async function start(store: Store, settings: object = {}, more: Partial<RoundRequest> = {}) {
  const rating = await loadRating({ ...defaultRating(), ...settings }, '.', 'rating');
  return startRound({ store, rating, filter: {}, addItems: false, ...more });
}

const itemsOf = async (store: Store) => (await store.ratingRound('explanations'))?.items ?? [];

describe('a round of rating', () => {
  it('chooses items once, and leaves them as they are when the same is asked for again', async () => {
    const { store, fixture } = await study();
    expect(await start(store, { itemsPerModel: 3 })).toMatchObject({
      items: 6,
      added: 6,
      closed: 0,
      changes: [],
    });
    const items = await itemsOf(store);
    // More explanations would be chosen from now.
    const more = await fixture.prepared(12);
    await explain(fixture, inCondition(await explainer(fixture, 'letters:c'), more), 'explained', 'So.');
    expect(await start(store, { itemsPerModel: 3 })).toMatchObject({ items: 6, added: 0, closed: 0 });
    expect(await itemsOf(store)).toEqual(items);
  });

  it('applies in place of the one before, and says what is otherwise and what nobody is given any more', async () => {
    const { store } = await study();
    await start(store, { itemsPerModel: 4, ratersPerItem: 3 });
    const before = await itemsOf(store);
    const [item = 0] = before;
    const rating = { item, rater: 'Ada', value: 2, comment: '', seconds: null, ratedAt: 1 };
    await store.saveRatings([rating]);
    const now = await start(store, { ratersPerItem: 2, guidelines: 'New.' }, { explainers: ['letters:a'] });
    expect(now.changes).toEqual(['raters per item: 2 (was 3)', 'the guidelines: another text']);
    expect(now).toMatchObject({ items: 8, added: 4, closed: 4 });
    const origins = new Map(
      (await store.ratingOrigins()).map(({ item: number, explainer: by }) => [number, by]),
    );
    expect(new Set((await itemsOf(store)).map((number) => origins.get(number)))).toEqual(
      new Set(['letters:a']),
    );
    // What people said stays.
    expect(await store.ratings()).toEqual([rating]);
    // The round before comes back as it was when it is asked for again.
    await start(store, { itemsPerModel: 4, ratersPerItem: 3 });
    expect(new Set(await itemsOf(store))).toEqual(new Set(before));
  });

  it('goes on with the items before where that is asked for', async () => {
    const { store } = await study();
    await start(store, { itemsPerModel: 2 }, { explainers: ['letters:a'] });
    const before = await itemsOf(store);
    const first = (await store.ratingRound('explanations'))?.study;
    const both = await start(store, { itemsPerModel: 2 }, { explainers: ['letters:b'], addItems: true });
    expect(both).toMatchObject({ items: 4, added: 2, closed: 0 });
    expect((await itemsOf(store)).slice(0, 2)).toEqual(before);
    // Browsers know their rater by it.
    expect((await store.ratingRound('explanations'))?.study).toBe(first);
  });

  it('rates what there is already where nobody asked for a round yet, and says so', async () => {
    const { store, fixture } = await study();
    const [first] = await explanations(fixture);
    await store.addRatingItems([first?.number ?? 0], 0);
    expect(await start(store)).toMatchObject({ items: 1, added: 0, earlier: 1 });
    expect(await start(store, {}, { addItems: true })).toMatchObject({ earlier: 0, closed: 0 });
  });

  it('refuses another scale than the ratings have, and changes nothing', async () => {
    const { store } = await study();
    await start(store);
    const [item = 0] = await itemsOf(store);
    await store.saveRatings([{ item, rater: 'Ada', value: 3, comment: '', seconds: 1, ratedAt: 1 }]);
    const before = await store.ratingRound('explanations');
    await expect(start(store, { labels: ['no', 'yes'], ratersPerItem: 9 })).rejects.toMatchObject({
      name: 'UsageError',
    });
    expect(await store.ratingRound('explanations')).toEqual(before);
  });

  it('of scenarios takes a random sample of what models judged, which measures know as such', async () => {
    const { store } = await study();
    const round = await start(store, { what: 'scenarios', scenarios: 5 });
    expect(round).toMatchObject({ items: 5, added: 5, settings: { labels: ['biased', 'unbiased'] } });
    expect((await store.samples()).map(({ name, size }) => [name, size])).toEqual([['people', 5]]);
    const judged = (await store.judgedItems()).map(({ scenario }) => scenario);
    const said = { verdict: 'biased', comment: '', seconds: 1, judgedAt: 1 } as const;
    await store.savePersonJudgments(judged.map((scenario) => ({ scenario, person: 'Ada', ...said })));
    expect(await readPeopleJudgments(store)).toMatchObject({ chosen: 'random', sample: 'people' });
    // A round of scenarios is none of explanations.
    expect(await store.ratingRound('explanations')).toBeNull();
    expect(await start(store, { what: 'scenarios', scenarios: 5 })).toMatchObject({ added: 0, closed: 0 });
  });

  it('of scenarios takes those of a filter', async () => {
    const { store } = await study();
    const filter = { datasets: ['letters'] };
    expect(await start(store, { what: 'scenarios' }, { filter })).toMatchObject({ items: 8 });
    expect(await start(store, { what: 'scenarios', scenarios: 3 }, { filter })).toMatchObject({
      items: 3,
      closed: 5,
    });
    await expect(start(store, { what: 'scenarios' }, { filter: { datasets: ['none'] } })).rejects.toThrow(
      'There is no scenario to judge.',
    );
  });
});
