import assert from 'node:assert/strict';
import type { Rating } from '../../core/rating.ts';
import { explain, explainer, explanations, inCondition } from './explanation-contract.ts';
import { at, type StoreCheck, type StoreFixture, stream } from './store-fixture.ts';

/** What a store guarantees about what people say of explanations. */
export const ratingContract: Readonly<Record<string, StoreCheck>> = {
  'gives items to rate with their scenario, and their authors apart': givesItems,
  'numbers items at random, so that a number does not tell the author': hidesAuthors,
  'refuses an item without a text': refusesEmptyItem,
  'keeps the text that people see, and their ratings, whatever becomes of the explanation': keepsShownText,
  'keeps the latest rating of each rater and item': keepsLatestRating,
  'takes out the ratings of a person who withdraws, and no others': withdraws,
  'gives each rater an item at a time, and says who has which until they rate or skip it': holdsItems,
  'keeps the latest adjudicated value of an item': keepsAdjudicated,
  'keeps the labels of the scale, and lets their number change until somebody gives a value': keepsLabels,
  'takes no scale of one point, nor of ten': refusesSizes,
};

/** Three explanations by one model, and their numbers. */
async function explained(fixture: StoreFixture) {
  const scenarios = await fixture.prepared(3);
  const subjects = inCondition(await explainer(fixture, 'letters:a'), scenarios);
  await explain(fixture, subjects, 'explained', 'One letter beats another.');
  const numbers = (await explanations(fixture)).map(({ number }) => number);
  return { scenarios, subjects, numbers };
}

async function givesItems(fixture: StoreFixture): Promise<void> {
  const { scenarios, numbers } = await explained(fixture);
  const { store } = fixture;
  assert.deepEqual([await store.ratingItems(), await store.ratingOrigins()], [[], []]);
  const [first, , third] = numbers;
  assert.ok(first !== undefined && third !== undefined);
  await store.addRatingItems([third], seed);
  await store.addRatingItems([first, third, first], seed);
  const shown = { explanation: 'One letter beats another.' };
  const [ofFirst, ofThird] = await itemsOf(fixture, [first, third]);
  assert.ok(ofFirst !== undefined && ofThird !== undefined);
  const inOrder = <Item extends { readonly item: number }>(items: readonly Item[]) =>
    items.toSorted((one, other) => one.item - other.item);
  assert.deepEqual(
    await store.ratingItems(),
    inOrder([
      { item: ofFirst, scenario: at(scenarios, 0).text, ...shown },
      { item: ofThird, scenario: at(scenarios, 2).text, ...shown },
    ]),
  );
  const explainer = 'letters:a';
  assert.deepEqual(await store.ratingOrigins(), [
    { item: ofFirst, explanation: first, scenarioId: at(scenarios, 0).id, explainer },
    { item: ofThird, explanation: third, scenarioId: at(scenarios, 2).id, explainer },
  ]);
}

/** Explanations lie model by model in a store, and raters see the numbers of items. */
async function hidesAuthors(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const scenarios = await fixture.prepared(24);
  for (const model of ['letters:a', 'letters:b'])
    await explain(fixture, inCondition(await explainer(fixture, model), scenarios), 'explained', 'One.');
  const numbers = (await explanations(fixture)).map(({ number }) => number);
  await store.addRatingItems(numbers, seed);
  const origins = await store.ratingOrigins();
  assert.equal(new Set(origins.map(({ item }) => item)).size, 48);
  // In the order of items the author changes often; in blocks it would once.
  const authors = origins.toSorted((one, other) => one.item - other.item).map((origin) => origin.explainer);
  const changes = authors.filter((author, index) => index > 0 && author !== authors[index - 1]).length;
  assert.ok(changes > 12, `the author changes ${changes} times in 48 items`);
  assert.ok(origins.every(({ item }) => item >= 100_000 && item < 1_000_000));
}

const seed = 1;

/** The items of these explanations, in their order. */
async function itemsOf({ store }: StoreFixture, numbers: readonly number[]): Promise<number[]> {
  const origins = await store.ratingOrigins();
  return numbers.map((number) => origins.find(({ explanation }) => explanation === number)?.item ?? 0);
}

/** Makes the explanations items; the numbers of these, in the same order. */
async function addItems(fixture: StoreFixture, numbers: readonly number[]): Promise<number[]> {
  await fixture.store.addRatingItems(numbers, seed);
  return itemsOf(fixture, numbers);
}

async function refusesEmptyItem(fixture: StoreFixture): Promise<void> {
  const { subjects, numbers } = await explained(fixture);
  await explain(fixture, [at(subjects, 1)], 'refused');
  await assert.rejects(fixture.store.addRatingItems(numbers, seed));
  assert.deepEqual(await fixture.store.ratingItems(), []);
  await assert.rejects(fixture.store.addRatingItems([4711], seed));
  await assert.rejects(fixture.store.saveRatings([rating(at(numbers, 0))]));
}

async function keepsShownText(fixture: StoreFixture): Promise<void> {
  const { subjects, numbers } = await explained(fixture);
  const { store } = fixture;
  const [item = 0] = await addItems(fixture, numbers);
  await store.saveRatings([rating(item)]);
  const [items, origins] = [await store.ratingItems(), await store.ratingOrigins()];
  await explain(fixture, [at(subjects, 0)], 'refused');
  await explain(fixture, [at(subjects, 1)], 'explained', 'Another text.');
  await store.replaceScenarios('letters', null, stream([]));
  await store.addRatingItems(numbers, seed + 1);
  assert.deepEqual([await store.ratingItems(), await store.ratingOrigins()], [items, origins]);
  assert.deepEqual(await store.ratings(), [rating(item)]);
}

function rating(item: number, content: Partial<Rating> = {}): Rating {
  return { item, rater: 'Ada', value: 2, comment: 'Ä "so"\n=1', seconds: 3.5, ratedAt: 1_000, ...content };
}

async function keepsLatestRating(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const numbers = await addItems(fixture, (await explained(fixture)).numbers);
  assert.deepEqual(await store.ratings(), []);
  const [one, two] = numbers;
  assert.ok(one !== undefined && two !== undefined);
  await store.saveRatings([rating(two), rating(one, { rater: 'Zoë', value: 3 }), rating(one)]);
  const skipped = rating(one, { value: null, comment: '', seconds: null, ratedAt: 2_000 });
  await store.saveRatings([skipped]);
  await store.saveRatings([]);
  assert.deepEqual(await store.ratings(), [skipped, rating(one, { rater: 'Zoë', value: 3 }), rating(two)]);
}

async function withdraws(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const numbers = await addItems(fixture, (await explained(fixture)).numbers);
  const [one, two] = [at(numbers, 0), at(numbers, 1)];
  await store.saveRatings([rating(one), rating(two), rating(one, { rater: 'Zoë' })]);
  assert.equal(await store.removeRatings('Ada'), 2);
  assert.equal(await store.removeRatings('Ada'), 0);
  assert.deepEqual(await store.ratings(), [rating(one, { rater: 'Zoë' })]);
  await store.saveRatings([rating(two, { ratedAt: 3_000 })]);
  assert.equal((await store.ratings()).length, 2);
}

async function holdsItems(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const numbers = await addItems(fixture, (await explained(fixture)).numbers);
  const [one, two] = [at(numbers, 0), at(numbers, 1)];
  const give = async (rater: string, item: number | null, until: number) => {
    const { seen } = await store.holdItem(rater, until, (needs) => ({ item, seen: needs }));
    const holds = seen.holds.toSorted((a, b) => (a.rater < b.rater ? -1 : 1));
    return { holds, values: new Map([...seen.values].filter(([, count]) => count > 0)) };
  };
  const none = new Map();
  const ofAda = { item: one, rater: 'Ada', until: 2 ** 41 };
  const ofZoë = { item: one, rater: 'Zoë', until: 5 };
  assert.deepEqual(await give('Ada', one, 2 ** 41), { holds: [], values: none });
  assert.deepEqual(await give('Zoë', one, 5), { holds: [ofAda], values: none });
  await store.saveRatings([rating(one), rating(two, { rater: 'Zoë', value: null })]);
  assert.deepEqual(await store.ratingHolds(), [ofZoë]);
  assert.deepEqual(await give('Ada', two, 6), { holds: [ofZoë], values: new Map([[one, 1]]) });
  await give('Zoë', null, 7);
  assert.deepEqual(await store.ratingHolds(), [{ item: two, rater: 'Ada', until: 6 }]);
  await store.saveRatings([rating(two, { value: null })]);
  assert.deepEqual(await store.ratingHolds(), []);
}

async function keepsAdjudicated(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const numbers = await addItems(fixture, (await explained(fixture)).numbers);
  assert.deepEqual(await store.adjudications(), []);
  const adjudicated = {
    item: at(numbers, 1),
    adjudicator: 'Ada',
    value: 1,
    comment: '',
    adjudicatedAt: 5,
  } as const;
  await store.saveAdjudications([adjudicated, { ...adjudicated, item: at(numbers, 0) }]);
  await store.saveAdjudications([
    { ...adjudicated, adjudicator: 'Ben', value: 3, comment: 'no', adjudicatedAt: 6 },
  ]);
  assert.deepEqual(await store.adjudications(), [
    { ...adjudicated, item: at(numbers, 0) },
    { ...adjudicated, adjudicator: 'Ben', value: 3, comment: 'no', adjudicatedAt: 6 },
  ]);
}

async function keepsLabels(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const numbers = await addItems(fixture, (await explained(fixture)).numbers);
  assert.equal(await store.ratingLabels(), null);
  await store.saveRatingLabels(['no', 'partly', 'yes']);
  await store.saveRatings([rating(at(numbers, 0), { value: null })]);
  await store.saveRatingLabels(['no', 'hardly', 'partly', 'mostly', 'yes']);
  await store.saveRatings([rating(at(numbers, 0), { value: 5 })]);
  await store.saveRatingLabels(['never', 'hardly', 'partly', 'mostly', 'wholly']);
  const refusal = { name: 'UsageError', where: store.location, expected: /^5 labels/, found: /^3 labels/ };
  await assert.rejects(store.saveRatingLabels(['no', 'partly', 'yes']), refusal);
  assert.deepEqual(await store.ratingLabels(), ['never', 'hardly', 'partly', 'mostly', 'wholly']);
  await store.saveRatings([rating(at(numbers, 0), { value: null })]);
  await store.saveRatingLabels(['no', 'yes']);
  const adjudicated = { item: at(numbers, 0), adjudicator: 'Ada', value: 2, comment: '', adjudicatedAt: 5 };
  await store.saveAdjudications([adjudicated]);
  await assert.rejects(store.saveRatingLabels(['no', 'partly', 'yes']), {
    ...refusal,
    expected: /^2 labels/,
  });
}

async function refusesSizes({ store }: StoreFixture): Promise<void> {
  for (const size of [0, 1, 10]) {
    const labels = Array.from({ length: size }, (_, index) => `${index}`);
    await assert.rejects(store.saveRatingLabels(labels), { name: 'UsageError', expected: '2 to 9 labels' });
  }
  assert.equal(await store.ratingLabels(), null);
}
