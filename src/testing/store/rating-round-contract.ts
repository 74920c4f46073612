import assert from 'node:assert/strict';
import type { CheckRating, Rater } from '../../core/rating.ts';
import type { RatingRound } from '../../store/contract/ratings.ts';
import { at, type StoreCheck, type StoreFixture, stream } from './store-fixture.ts';

/** What a store guarantees about what people are asked, who they are, and the scenarios that they judge. */
export const ratingRoundContract: Readonly<Record<string, StoreCheck>> = {
  'gives the newest round of each kind as it was saved': keepsRounds,
  'keeps who rates, by kind, and the latest of what is known of them': keepsRaters,
  'keeps answers to items with a known answer apart from ratings': keepsCheckRatings,
  'deletes with the ratings of a person all that is stored of them as such a rater': forgetsRaters,
  'gives scenarios to judge with numbers of their own': givesScenarios,
  'says who has a scenario in hand until they judge or skip it': holdsScenarios,
};

function round(items: readonly number[], ratersPerItem = 3): RatingRound {
  const settings = {
    labels: ['no', 'yes'],
    ratersPerItem,
    seed: 1,
    guidelines: 'Ä "so"',
    contentWarning: '',
  };
  return { study: 'abc', settings, selection: { filter: { datasets: ['letters'] }, amount: null }, items };
}

async function keepsRounds({ store }: StoreFixture): Promise<void> {
  assert.equal(await store.ratingRound('explanations'), null);
  await store.saveRatingRound('explanations', round([1, 2]), 5);
  await store.saveRatingRound('scenarios', round([3]), 5);
  await store.saveRatingRound('explanations', round([2], 1), 4);
  assert.deepEqual(await store.ratingRound('explanations'), round([2], 1));
  assert.deepEqual(await store.ratingRound('scenarios'), round([3]));
}

function rater(name: string, more: Partial<Rater> = {}): Rater {
  return {
    ...{ rater: name, key: `key of ${name}`, joinedAt: 1_700_000_000_000 },
    ...{ consentedAt: null, study: null, session: null, returnedAt: null },
    ...more,
  };
}

async function keepsRaters({ store }: StoreFixture): Promise<void> {
  assert.deepEqual(await store.raters('explanations'), []);
  await store.saveRater('explanations', rater('Zoë', { study: 's', session: 'e', consentedAt: 7 }));
  await store.saveRater('explanations', rater('Ada'));
  await store.saveRater('scenarios', rater('Ada', { key: 'another' }));
  await store.saveRater('explanations', rater('Ada', { returnedAt: 9 }));
  assert.deepEqual(await store.raters('explanations'), [
    rater('Ada', { returnedAt: 9 }),
    rater('Zoë', { study: 's', session: 'e', consentedAt: 7 }),
  ]);
  assert.deepEqual(await store.raters('scenarios'), [rater('Ada', { key: 'another' })]);
}

function answer(check: string, name: string, more: Partial<CheckRating> = {}): CheckRating {
  return { check, rater: name, value: 2, comment: '', seconds: 1.5, ratedAt: 1_000, ...more };
}

async function keepsCheckRatings({ store }: StoreFixture): Promise<void> {
  await store.saveCheckRatings('explanations', [answer('b', 'Ada'), answer('a', 'Zoë')]);
  await store.saveCheckRatings('explanations', [answer('a', 'Ada', { value: null, seconds: null })]);
  await store.saveCheckRatings('explanations', [answer('b', 'Ada', { value: 1, ratedAt: 2_000 })]);
  await store.saveCheckRatings('scenarios', [answer('a', 'Ada')]);
  assert.deepEqual(await store.checkRatings('explanations'), [
    answer('a', 'Ada', { value: null, seconds: null }),
    answer('b', 'Ada', { value: 1, ratedAt: 2_000 }),
    answer('a', 'Zoë'),
  ]);
  assert.deepEqual(await store.checkRatings('scenarios'), [answer('a', 'Ada')]);
  assert.deepEqual([await store.ratings(), await store.personJudgments()], [[], []]);
}

async function forgetsRaters({ store }: StoreFixture): Promise<void> {
  for (const what of ['explanations', 'scenarios'] as const) {
    for (const name of ['Ada', 'Zoë']) await store.saveRater(what, rater(name));
    await store.saveCheckRatings(what, [answer('a', 'Ada'), answer('a', 'Zoë')]);
  }
  assert.equal(await store.removeRatings('Ada'), 0);
  assert.deepEqual(await store.raters('explanations'), [rater('Zoë')]);
  assert.deepEqual(await store.checkRatings('explanations'), [answer('a', 'Zoë')]);
  assert.equal((await store.raters('scenarios')).length, 2);
  assert.equal(await store.removePersonJudgments('Ada'), 0);
  assert.deepEqual(await store.raters('scenarios'), [rater('Zoë')]);
  assert.deepEqual(await store.checkRatings('scenarios'), [answer('a', 'Zoë')]);
}

/** Three scenarios, the first and the last to be judged. */
async function judged(fixture: StoreFixture) {
  await fixture.prepared(3);
  const stored = await fixture.stored();
  const [first, third] = [at(stored, 0), at(stored, 2)];
  await fixture.store.addJudgedItems([third.number], 1);
  await fixture.store.addJudgedItems([first.number, third.number], 1);
  return { first, third };
}

async function givesScenarios(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  assert.deepEqual(await store.judgedItems(), []);
  const { first, third } = await judged(fixture);
  const items = await store.judgedItems();
  assert.deepEqual(
    items.map(({ item }) => item),
    items.map(({ item }) => item).toSorted((one, other) => one - other),
  );
  assert.ok(items.every(({ item }) => item >= 100_000 && item < 1_000_000));
  const byScenario = items.toSorted((one, other) => one.scenario - other.scenario);
  assert.deepEqual(
    byScenario.map(({ item: _, ...said }) => said),
    [first, third].map(({ number, id, text }) => ({ scenario: number, scenarioId: id, text })),
  );
  // As judgments of inactive scenarios, they come back with the scenarios.
  const prepared = await fixture.stored();
  await store.replaceScenarios('letters', null, stream([]));
  assert.deepEqual(await store.judgedItems(), []);
  await store.replaceScenarios('letters', null, stream(prepared));
  assert.deepEqual(await store.judgedItems(), items);
  await store.remove({ dataset: 'letters' });
  assert.deepEqual(await store.judgedItems(), []);
}

async function holdsScenarios(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { first } = await judged(fixture);
  const item = (await store.judgedItems()).find(({ scenario }) => scenario === first.number)?.item ?? 0;
  const valuesOf = () =>
    store.holdItem('Zoë', 5, (needs) => ({ item: null, values: needs.values.get(item) ?? 0 }));
  await store.holdItem('Ada', 2 ** 41, () => ({ item }));
  assert.deepEqual(await store.ratingHolds(), [{ item, rater: 'Ada', until: 2 ** 41 }]);
  const said = { scenario: first.number, person: 'Ada', comment: '', seconds: 1, judgedAt: 1 };
  await store.savePersonJudgments([{ ...said, verdict: null }]);
  assert.deepEqual(await store.ratingHolds(), []);
  assert.equal((await valuesOf()).values, 0);
  await store.savePersonJudgments([
    { ...said, verdict: 'biased' },
    { ...said, person: 'Ben', verdict: 'unbiased' },
  ]);
  assert.equal((await valuesOf()).values, 2);
}
