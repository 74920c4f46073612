import assert from 'node:assert/strict';
import type { RemovalCounts } from '../../store/contract/removal.ts';
import type { StoredExplanation, StoredScenario } from '../../store/contract/store.ts';
import { sampleQuestion } from '../sample-question.ts';
import {
  byRater,
  explain,
  explainer,
  explanations,
  failedAgreement,
  inCondition,
  putAgreements,
  rater,
} from './explanation-contract.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleFailure,
  sampleJudgment,
  sampleScenario,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about removing. */
export const removalContract: Readonly<Record<string, StoreCheck>> = {
  'removes a model with its answers, and what others and people made of them': removesModel,
  'removes one condition of a model and leaves the other': removesCondition,
  'removes a dataset with its samples, questions and all answers about it': removesDataset,
  'leaves a call that another condition needs, and makes it that condition’s': leavesNeededCalls,
  'plans a removal by kind and changes nothing': plansRemoval,
  'removes nothing where there is no such target': removesNothing,
  'takes new answers after a removal, also those that were removed': takesNewAnswers,
};

const none: RemovalCounts = {
  scenarios: 0,
  questions: 0,
  samples: 0,
  conditions: 0,
  calls: 0,
  judgments: 0,
  emulations: 0,
  explanations: 0,
  agreements: 0,
  answers: 0,
  failures: 0,
  ratingItems: 0,
  ratings: 0,
  adjudications: 0,
  personJudgments: 0,
  textScores: 0,
  notes: 0,
};

interface Study {
  readonly scenarios: readonly StoredScenario[];
  readonly found: readonly StoredExplanation[];
  /** Rated: one by each explainer. */
  readonly items: readonly number[];
}

/**
 * Two models judge two scenarios, explain both (the second by another text) and agree with all four explanations;
 * people rate the first explanation of each model. Another dataset has one scenario, which `letters:b` judged.
 */
async function study(fixture: StoreFixture): Promise<Study> {
  const { store } = fixture;
  const scenarios = await fixture.prepared(2);
  const other = await fixture.prepared(1, 'digits');
  for (const model of ['letters:a', 'letters:b']) {
    const { number } = await fixture.condition({ model });
    await fixture.judge(inCondition(number, scenarios), 'biased');
    if (model === 'letters:b') await fixture.judge(inCondition(number, other), 'unbiased');
    await explain(
      fixture,
      inCondition(await explainer(fixture, model), scenarios),
      'explained',
      `By ${model}.`,
    );
  }
  const found = await explanations(fixture);
  assert.equal(found.length, 4);
  for (const model of ['letters:a', 'letters:b']) {
    await putAgreements(fixture, byRater(await rater(fixture, model), found), 'agree', {
      thought: 'Yes.',
      summary: null,
      arguments: ['one'],
    });
  }
  const numbers = ['letters:a', 'letters:b'].map((model) => at(by(model, found), 0).number);
  await store.addRatingItems(numbers, 1);
  const origins = await store.ratingOrigins();
  const items = numbers.map((number) => origins.find(({ explanation }) => explanation === number)?.item ?? 0);
  const given = { value: 2, comment: '', seconds: 1, ratedAt: 1 };
  await store.saveRatings(
    items.flatMap((item) => ['Ada', 'Ben'].map((person) => ({ item, rater: person, ...given }))),
  );
  await store.saveAdjudications([
    { item: at(items, 0), adjudicator: 'Ada', value: 1, comment: '', adjudicatedAt: 2 },
  ]);
  return { scenarios, found, items };
}

const by = (model: string, found: readonly StoredExplanation[]) =>
  found.filter(({ explainer: name }) => name === model);

async function modelsIn({ store }: StoreFixture): Promise<readonly string[]> {
  return (await store.conditions()).map(({ stage, model }) => `${stage} ${model}`);
}

/** Every count of the status is that of the rows. */
async function checkTotals({ store }: StoreFixture): Promise<void> {
  const rows = (await all(store.callRows())).flat();
  const { calls } = await store.studyTotals();
  assert.equal(calls, rows.length);
  const [perCondition, counted] = [await store.callsByCondition(), await store.callCounts()];
  for (const { condition, inputTokens } of await store.status()) {
    const own = counted.filter((each) => each.condition.number === condition.number);
    const total = own.reduce((sum, each) => sum + each.calls, 0);
    assert.deepEqual([perCondition.get(condition.number), inputTokens], [total, 10 * total]);
  }
}

async function removesModel(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { found, items } = await study(fixture);
  const removed = await store.remove({ model: 'letters:a' });
  assert.deepEqual(removed, {
    ...none,
    conditions: 3,
    judgments: 2,
    explanations: 2,
    // Of the removed rater four, and of the other one those with the removed explanations.
    agreements: 6,
    calls: 2 + 2 + 6,
    ratingItems: 1,
    ratings: 2,
    adjudications: 1,
    personJudgments: 0,
    textScores: 0,
    notes: 0,
  });
  assert.deepEqual(await modelsIn(fixture), ['judge letters:b', 'explain letters:b', 'agree letters:b']);
  assert.deepEqual(await explanations(fixture), by('letters:b', found));
  assert.equal((await store.agreementTable({})).outcome.length, 2);
  assert.deepEqual(
    (await store.ratings()).map(({ item, rater: person }) => [item, person]),
    ['Ada', 'Ben'].map((person) => [at(items, 1), person]),
  );
  assert.deepEqual(await store.adjudications(), []);
  assert.equal((await fixture.stored()).length, 3);
  await checkTotals(fixture);
}

async function removesCondition(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const scenarios = await fixture.prepared(2);
  const [one, two] = [await fixture.condition(), await fixture.condition({ promptHash: 'other' })];
  await fixture.judge(inCondition(one.number, scenarios), 'biased');
  await fixture.judge(inCondition(two.number, scenarios.slice(1)), 'unbiased');
  await store.commit({
    failures: [sampleFailure({ condition: two.number, scenario: at(scenarios, 0).number, repeat: 0 })],
  });
  const revision = await store.revision();
  const removed = await store.remove({ condition: two.number });
  assert.deepEqual(removed, { ...none, conditions: 1, judgments: 1, calls: 1, failures: 1 });
  assert.notEqual(await store.revision(), revision);
  assert.deepEqual(await store.conditions(), [one]);
  assert.deepEqual(await store.judged(inCondition(one.number, scenarios)), ['biased', 'biased']);
  assert.deepEqual(await store.judged(inCondition(two.number, scenarios)), [null, null]);
  await checkTotals(fixture);
}

async function removesDataset(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, found } = await study(fixture);
  const digits = at(await fixture.stored({ datasets: ['digits'] }), 0);
  await store.putSample({ name: 'mixed', seed: 1, stratify: [], createdAt: 1 }, [
    at(scenarios, 0).number,
    digits.number,
  ]);
  await store.putSample({ name: 'gone', seed: 1, stratify: [], createdAt: 2 }, [at(scenarios, 1).number]);
  await store.replaceQuestions('letters', stream([sampleQuestion(0, { dataset: 'letters' })]));
  const [question] = (await all(store.questions({}))).flat();
  const answering = await fixture.condition({ stage: 'answer', model: 'letters:c' });
  await store.commit({
    calls: [sampleCall('answered', answering.number)],
    answers: [
      {
        condition: answering.number,
        question: question?.number ?? 0,
        repeat: 0,
        key: 'answered',
        outcome: 'target',
        parserVersion: 1,
      },
    ],
  });
  const agreeing = (await store.conditions()).find(({ stage }) => stage === 'agree')?.number ?? 0;
  await store.commit({
    failures: [failedAgreement({ condition: agreeing, explanation: at(found, 0).number, repeat: 1 })],
  });
  // Inactive scenarios are removed, too.
  await store.replaceScenarios('letters', null, stream([sampleScenario(1)]));
  const removed = await store.remove({ dataset: 'letters' });
  assert.deepEqual(removed, {
    scenarios: 2,
    questions: 1,
    samples: 2,
    // All but the judging condition of `letters:b`, which has an answer about the other dataset.
    conditions: 6,
    judgments: 4,
    emulations: 0,
    explanations: 4,
    agreements: 8,
    answers: 1,
    failures: 1,
    calls: 4 + 4 + 8 + 1,
    ratingItems: 2,
    ratings: 4,
    adjudications: 1,
    personJudgments: 0,
    textScores: 0,
    notes: 0,
  });
  assert.deepEqual(await modelsIn(fixture), ['judge letters:b']);
  assert.deepEqual(await fixture.stored(), [digits]);
  assert.deepEqual(await store.searchScenarios('letter'), [digits.number]);
  assert.deepEqual(
    (await store.samples()).map(({ name, size }) => [name, size]),
    [['mixed', 1]],
  );
  await checkTotals(fixture);
}

async function leavesNeededCalls(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [scenario] = await fixture.prepared(1);
  const number = scenario?.number ?? 0;
  const [one, two] = [await fixture.condition(), await fixture.condition({ promptPack: 'letters@2' })];
  const subject = (condition: number) => ({ condition, scenario: number, repeat: 0 });
  await store.commit({
    calls: [sampleCall('shared', one.number), sampleCall('own', one.number)],
    judgments: [
      sampleJudgment(subject(one.number), 'shared', 'biased'),
      sampleJudgment({ ...subject(one.number), repeat: 1 }, 'own', 'biased'),
      sampleJudgment(subject(two.number), 'shared', 'biased'),
    ],
  });
  const removed = await store.remove({ condition: one.number });
  assert.deepEqual(removed, { ...none, conditions: 1, judgments: 2, calls: 1 });
  assert.deepEqual([...(await store.calls(['shared', 'own'])).keys()], ['shared']);
  assert.deepEqual(await store.callsByCondition(), new Map([[two.number, 1]]));
  await checkTotals(fixture);
  assert.deepEqual(await store.remove({ condition: two.number }), {
    ...none,
    conditions: 1,
    judgments: 1,
    calls: 1,
  });
  assert.deepEqual((await all(store.callRows())).flat(), []);
}

async function plansRemoval(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  await study(fixture);
  const state = async () => [
    await store.revision(),
    await store.status(),
    await store.countScenarios({}),
    await store.ratings(),
    (await all(store.callRows())).flat(),
  ];
  const before = await state();
  for (const target of [{ model: 'letters:a' }, { condition: 1 }, { dataset: 'letters' }]) {
    const planned = await store.planRemoval(target);
    assert.ok(planned.judgments > 0);
    assert.deepEqual(await state(), before);
  }
  const planned = await store.planRemoval({ dataset: 'letters' });
  assert.deepEqual(await store.remove({ dataset: 'letters' }), planned);
}

async function removesNothing(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  await study(fixture);
  const before = await store.status();
  for (const target of [{ model: 'letters' }, { condition: 4711 }, { dataset: 'letter' }]) {
    assert.deepEqual(await store.planRemoval(target), none);
    assert.deepEqual(await store.remove(target), none);
  }
  assert.deepEqual(await store.status(), before);
}

async function takesNewAnswers(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  await study(fixture);
  await store.remove({ dataset: 'letters' });
  await store.remove({ model: 'letters:b' });
  await store.remove({ dataset: 'digits' });
  assert.deepEqual([await store.status(), (await all(store.callRows())).flat()], [[], []]);
  const { found } = await study(fixture);
  assert.deepEqual(await explanations(fixture), found);
  assert.equal((await all(store.callRows())).flat().length, 5 + 4 + 8);
  await checkTotals(fixture);
}
