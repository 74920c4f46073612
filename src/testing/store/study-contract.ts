import assert from 'node:assert/strict';
import type { Condition } from '../../core/condition.ts';
import type { StoredScenario } from '../../store/contract/store.ts';
import {
  byRater,
  explain,
  explainer,
  explanations,
  inCondition,
  putAgreements,
  rater,
} from './explanation-contract.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleFailure,
  sampleKey,
  sampleScenario,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about the reads of the page and the report. */
export const studyContract: Readonly<Record<string, StoreCheck>> = {
  'finds scenarios by the beginnings of their words, without accents, or by their id': searches,
  'has another revision whenever the results change, and the same while a run reports': countsRevisions,
  'gives the columns that lists are searched by': givesIndex,
  'gives one scenario with all answers about it': givesRecord,
  'gives agreements that count, page by page': givesAgreements,
  'gives scenarios, ids, samples and explanations by number': givesByNumber,
  'gives the rows of given scenarios as it gives all rows': givesRowsOf,
  'names the values of scenarios’ fields, in their order': givesNames,
  'counts calls by what they report of themselves': countsCalls,
};

async function searches({ store }: StoreFixture): Promise<void> {
  const statements = ['A clerk lost the Zürich form.', 'The baker found it.'];
  await store.replaceScenarios(
    'letters',
    null,
    stream(
      statements.map((statement, index) => sampleScenario(index, { text: { kind: 'statement', statement } })),
    ),
  );
  const [one, two] = (await all(store.scenarios({}))).flat();
  assert.ok(one !== undefined && two !== undefined);
  assert.deepEqual(await store.searchScenarios('zurich'), [one.number]);
  assert.deepEqual([...(await store.searchScenarios('the'))].sort(), [one.number, two.number].sort());
  assert.deepEqual(await store.searchScenarios('bak foun'), [two.number]);
  assert.deepEqual(await store.searchScenarios('clerk baker'), []);
  assert.deepEqual(await store.searchScenarios(' "*-() '), []);
  assert.deepEqual(await store.searchScenarios(two.id), [two.number]);
}

async function countsRevisions(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const seen = new Set([await store.revision()]);
  const scenarios = await fixture.prepared(1);
  const changed = async () => {
    const revision = await store.revision();
    assert.ok(!seen.has(revision));
    seen.add(revision);
  };
  await changed();
  const { number } = await fixture.condition();
  await changed();
  await fixture.judge(inCondition(number, scenarios), 'biased');
  await changed();
  await store.putSample({ name: 'some', seed: 1, stratify: [], createdAt: 1 }, []);
  await changed();
  await store.saveRatingLabels(['no', 'yes']);
  await changed();
  const run = await store.beginRun({ command: 'hvsb judge', version: '1', startedAt: 1 });
  await store.noteRun(run, { state: 'running', updatedAt: 2, endedAt: null, error: null, parts: [] });
  await store.saveRatingLabels(['no', 'yes']);
  assert.ok(seen.has(await store.revision()));
  assert.equal(typeof (await store.changeCount()), 'number');
}

/** Two scenarios, judged and explained by one model; a rater agrees with the first explanation, not with the second. */
async function small(fixture: StoreFixture): Promise<{
  readonly scenarios: readonly StoredScenario[];
  readonly judging: Condition;
}> {
  const scenarios = await fixture.prepared(2);
  const judging = await fixture.condition({ model: 'letters:a' });
  await fixture.judge(inCondition(judging.number, scenarios), 'biased');
  await explain(
    fixture,
    inCondition(await explainer(fixture, 'letters:a'), scenarios),
    'explained',
    'So it is.',
  );
  const [first, second] = byRater(await rater(fixture, 'letters:b'), await explanations(fixture));
  assert.ok(first !== undefined && second !== undefined);
  await putAgreements(fixture, [first], 'agree', {
    thought: 'Yes.',
    summary: 'Right.',
    arguments: ['one', 'two'],
  });
  await putAgreements(fixture, [second], 'disagree');
  return { scenarios, judging };
}

async function givesIndex(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  assert.equal(await store.hasExplanations(), false);
  const { scenarios, judging } = await small(fixture);
  const index = await store.studyIndex();
  assert.equal(index.revision, await store.revision());
  assert.deepEqual(index.judgments, await store.judgmentTable({}));
  assert.deepEqual(
    [...index.scenario],
    scenarios.map(({ number }) => number),
  );
  const { explainers, attacks, first, explainer: writer, agrees, disagrees } = index.explanations;
  assert.deepEqual([explainers, attacks], [['letters:a'], ['none']]);
  assert.deepEqual(
    [[...first], [...writer]],
    [
      [0, 1, 2],
      [0, 0],
    ],
  );
  assert.deepEqual(
    [[...agrees], [...disagrees]],
    [
      [1, 0],
      [0, 1],
    ],
  );
  assert.deepEqual(index.counted.get(judging.number), new Set(['letters']));
  assert.equal(index.counted.size, 3);
  assert.equal(await store.hasExplanations(), true);
  assert.deepEqual(await store.studyTotals(), { calls: 6, answers: 0, ratings: 0, failures: 0 });
  assert.deepEqual([...(await store.callsByCondition()).values()], [2, 2, 2]);
}

async function givesRecord(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, judging } = await small(fixture);
  const { number, ...scenario } = at(scenarios, 0);
  await store.commit({
    failures: [sampleFailure({ condition: judging.number, scenario: number, repeat: 1 })],
  });
  const record = await store.scenarioRecord(scenario.id);
  assert.ok(record !== null);
  assert.deepEqual([record.scenario, record.active, record.madeFrom], [scenario, true, null]);
  const [judgment] = record.judgments;
  const key = sampleKey({ condition: judging.number, scenario: number, repeat: 0 });
  assert.deepEqual([judgment?.outcome, judgment?.call.text], ['biased', `Judgment: ${key}`]);
  assert.deepEqual(await store.callView(judgment?.call.number ?? 0), judgment?.call);
  assert.equal(await store.callView(4711), null);
  const [explanation] = record.explanations;
  assert.deepEqual([explanation?.outcome, explanation?.text], ['explained', 'So it is.']);
  assert.deepEqual(
    explanation?.agreements.map(({ model, outcome, reasons }) => [model, outcome, reasons.arguments]),
    [['letters:b', 'agree', ['one', 'two']]],
  );
  assert.deepEqual(
    record.failures.map(({ stage, repeat, reason }) => [stage, repeat, reason]),
    [['judge', 1, 'server']],
  );
  assert.equal(await store.scenarioRecord('0123456789abcdef'), null);
}

async function givesAgreements(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios } = await small(fixture);
  const index = await store.studyIndex();
  const one = await store.agreementSlice(index, {}, null, 1);
  assert.deepEqual(
    one.rows.map(({ scenario, explainer: writer, rater: by, outcome }) => [scenario, writer, by, outcome]),
    [[at(scenarios, 0).id, 'letters:a', 'letters:b', 'agree']],
  );
  assert.ok(one.last !== null);
  const two = await store.agreementSlice(index, {}, one.last, 1);
  assert.deepEqual([two.rows.map(({ outcome }) => outcome), two.last], [['disagree'], null]);
  const narrowed = await store.agreementSlice(index, { outcome: ['disagree'] }, null, 9);
  assert.deepEqual(narrowed.rows, two.rows);
  assert.deepEqual((await store.agreementSlice(index, { rater: ['letters:c'] }, null, 9)).rows, []);
}

async function givesByNumber(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios } = await small(fixture);
  const [one, two] = scenarios;
  assert.ok(one !== undefined && two !== undefined);
  assert.deepEqual(await store.scenariosOf([two.number, 4711, one.number]), [two, one]);
  assert.deepEqual(await store.scenarioIds([two.number, one.number]), [two.id, one.id]);
  assert.deepEqual([...(await store.scenarioNumbers({ gold: 'unbiased' }))], [two.number]);
  await store.putSample({ name: 'some', seed: 1, stratify: [], createdAt: 1 }, [two.number]);
  assert.deepEqual(await store.sampleMembers('some'), [two.number]);
  assert.equal(await store.sampleMembers('other'), null);
  const [first] = await explanations(fixture);
  assert.deepEqual(await store.explanationTexts([4711, first?.number ?? 0]), [
    { text: '', repeat: 0 },
    { text: 'So it is.', repeat: 0 },
  ]);
}

async function givesRowsOf(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const { scenarios, judging } = await small(fixture);
  const later = await fixture.condition({ model: 'letters:a', promptHash: 'later' });
  const other = await fixture.prepared(2, 'digits');
  await fixture.judge(inCondition(later.number, other), 'unbiased');
  const wanted = [at(other, 1), at(scenarios, 1)];
  await fixture.judge(
    [{ condition: judging.number, scenario: at(scenarios, 1).number, repeat: 2 }],
    'refused',
  );
  const numbers = wanted.map(({ number }) => number);
  const ids = wanted.map(({ id }) => id);
  for (const selection of [{}, { datasets: ['letters'] }, { models: ['letters:b'] }]) {
    const rows = (await all(store.judgmentRows(selection))).flat();
    const expected = rows.filter((row) => ids.includes(row.scenario_id));
    assert.deepEqual(await store.judgmentRowsOf(selection, numbers), expected);
  }
  assert.equal((await store.judgmentRowsOf({}, numbers)).length, 3);
  assert.deepEqual(await store.judgmentRowsOf({}, []), []);
  const found = await explanations(fixture);
  assert.deepEqual(await store.explanationsOf({}, numbers), found.slice(1));
  assert.deepEqual(await store.explanationsOf({ explainers: ['letters:b'] }, numbers), []);
}

async function givesNames({ store }: StoreFixture): Promise<void> {
  const scenarios = [
    sampleScenario(1, { category: 'z' }),
    sampleScenario(0, { category: 'a' }),
    sampleScenario(3, { category: 'z' }),
  ];
  await store.replaceScenarios('letters', null, stream(scenarios));
  await store.replaceScenarios('digits', null, stream([sampleScenario(0, { dataset: 'digits' })]));
  assert.deepEqual(await store.scenarioNames({}), {
    datasets: ['letters', 'digits'],
    forms: ['statement'],
    categories: ['z', 'a', 'vowels'],
    variants: ['control', 'pro'],
  });
  assert.deepEqual((await store.scenarioNames({ datasets: ['digits'] })).categories, ['vowels']);
  await store.replaceScenarios('letters', null, stream([]));
  assert.deepEqual((await store.scenarioNames({})).datasets, ['digits']);
}

async function countsCalls(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  assert.deepEqual(await store.callCounts(), []);
  const { judging } = await small(fixture);
  const [first, ...others] = await store.callCounts();
  const answeredAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  assert.deepEqual(first, {
    condition: judging,
    servedModel: 'reader-2',
    notAccepted: ['temperature'],
    calls: 2,
    from: answeredAt,
    to: answeredAt,
  });
  assert.deepEqual(
    others.map(({ condition, calls }) => [condition.stage, calls]),
    [
      ['explain', 2],
      ['agree', 2],
    ],
  );
}
