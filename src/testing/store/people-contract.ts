import assert from 'node:assert/strict';
import type { PersonJudgment, StoredTextScore } from '../../store/contract/people.ts';
import { at, type StoreCheck, type StoreFixture } from './store-fixture.ts';

/** What a store guarantees about people's judgments of scenarios, and about how likely texts are to models. */
export const peopleContract: Readonly<Record<string, StoreCheck>> = {
  'keeps the latest judgment of each person and scenario, skips too': keepsLatestJudgment,
  'takes out the judgments of a person who withdraws, and no others': withdraws,
  'leaves out judgments and scores of scenarios that are inactive': leavesOutInactive,
  'keeps the latest score of each model, endpoint, share and scenario': keepsLatestScore,
  'deletes judgments and scores with their dataset, and scores with their model': deletesWithTarget,
};

const judgment = (scenario: number, person: string, more: Partial<PersonJudgment> = {}): PersonJudgment => ({
  ...{ scenario, person, verdict: 'biased', comment: '', seconds: 2.5, judgedAt: 1_700_000_000_000 },
  ...more,
});

const score = (scenario: number, more: Partial<StoredTextScore> = {}): StoredTextScore => ({
  ...{ scenario, model: 'letters:a', endpoint: 'here', share: 0.2, tokens: 9 },
  ...{ minK: -7.5, minKPlusPlus: null, scoredAt: 1_700_000_000_000 },
  ...more,
});

async function keepsLatestJudgment(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first, second] = await numbers(fixture);
  await store.savePersonJudgments([judgment(second, 'Ada'), judgment(first, 'Zoë', { verdict: null })]);
  await store.savePersonJudgments([judgment(first, 'Ada', { comment: '🅰️', seconds: null })]);
  await store.savePersonJudgments([judgment(second, 'Ada', { verdict: 'unbiased', seconds: 9 })]);
  const stored = [
    judgment(first, 'Ada', { comment: '🅰️', seconds: null }),
    judgment(first, 'Zoë', { verdict: null }),
    judgment(second, 'Ada', { verdict: 'unbiased', seconds: 9 }),
  ];
  assert.deepEqual(await store.personJudgments(), stored);
  const ids = new Map((await fixture.stored()).map(({ number, id }) => [number, id]));
  assert.deepEqual(
    await store.personJudgmentRows(),
    stored.map(({ scenario, judgedAt, person, verdict, comment, seconds }) => ({
      ...{ scenario_id: ids.get(scenario), person, verdict, comment, seconds },
      judged_at: new Date(judgedAt).toISOString(),
    })),
  );
}

async function withdraws(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first, second] = await numbers(fixture);
  await store.savePersonJudgments([judgment(first, 'Ada'), judgment(second, 'Ada'), judgment(first, 'Ben')]);
  assert.equal(await store.removePersonJudgments('Ada'), 2);
  assert.deepEqual(await store.personJudgments(), [judgment(first, 'Ben')]);
  assert.equal(await store.removePersonJudgments('Ada'), 0);
}

async function numbers(fixture: StoreFixture): Promise<[number, number]> {
  await fixture.prepared(2);
  const stored = await fixture.stored();
  return [at(stored, 0).number, at(stored, 1).number];
}

async function leavesOutInactive(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first] = await numbers(fixture);
  await store.savePersonJudgments([judgment(first, 'Ada')]);
  await store.saveTextScores([score(first)]);
  await store.replaceScenarios('letters', null, (async function* () {})());
  assert.deepEqual([await store.personJudgments(), await store.textScores()], [[], []]);
  assert.deepEqual(await store.personJudgmentRows(), []);
}

async function keepsLatestScore(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first, second] = await numbers(fixture);
  await store.saveTextScores([score(second), score(first), score(first, { share: 0.1 })]);
  await store.saveTextScores([score(first, { minK: -3, minKPlusPlus: -0.5 })]);
  assert.deepEqual(await store.textScores(), [
    score(first, { share: 0.1 }),
    score(first, { minK: -3, minKPlusPlus: -0.5 }),
    score(second),
  ]);
}

async function deletesWithTarget(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [first, second] = await numbers(fixture);
  await store.savePersonJudgments([judgment(first, 'Ada')]);
  await store.saveTextScores([score(first), score(second, { model: 'letters:b' })]);
  const ofModel = await store.planRemoval({ model: 'letters:b' });
  assert.deepEqual([ofModel.personJudgments, ofModel.textScores], [0, 1]);
  await store.remove({ model: 'letters:b' });
  assert.deepEqual(await store.textScores(), [score(first)]);
  const ofDataset = await store.remove({ dataset: 'letters' });
  assert.deepEqual([ofDataset.personJudgments, ofDataset.textScores], [1, 1]);
  assert.deepEqual(await store.personJudgments(), []);
}
