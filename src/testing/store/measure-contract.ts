import assert from 'node:assert/strict';
import { headlineQuestion } from '../../core/judge-question.ts';
import { outcomeCodes } from '../../core/tables.ts';
import type { JudgmentSelection } from '../../store/contract/store.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleFailure,
  sampleScenario,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about the rows that metrics and exports are made of. */
export const measureContract: Readonly<Record<string, StoreCheck>> = {
  'gives an empty table where nothing is stored': givesEmptyTable,
  'puts scenarios into columns, and numbers clusters across datasets': makesColumns,
  'puts every repeat of every judgment in its place, absent where there is none': placesOutcomes,
  'shows pending failures as errors, and answered ones as what they are': showsErrors,
  'leaves out scenarios that are inactive or do not match': leavesOut,
  'narrows the series to the models and attacks asked for': narrowsSeries,
  'counts the newest condition of a model and attack, dataset by dataset, and reports the others':
    countsNewest,
  'never counts two prompt packs together, and names them where it is not said which': countsOnePack,
  'counts the question that is asked for, and the headline question by default': countsOneQuestion,
  'exports the judgments that count, in order': exportsJudgments,
  'counts outcomes and tokens by condition': countsStatus,
};

async function givesEmptyTable({ store }: StoreFixture): Promise<void> {
  const table = await store.judgmentTable({});
  assert.equal(table.scenarioCount, 0);
  assert.equal(table.clusterCount, 0);
  assert.deepEqual(table.series, []);
  assert.deepEqual(await all(store.judgmentRows({})), []);
  assert.deepEqual(await store.supersededJudgments({}), []);
}

async function makesColumns(fixture: StoreFixture): Promise<void> {
  await fixture.prepared(4);
  await fixture.prepared(2, 'digits');
  const table = await fixture.store.judgmentTable({});
  assert.equal(table.scenarioCount, 6);
  assert.deepEqual(table.datasets, ['letters', 'digits']);
  assert.deepEqual([...table.dataset], [0, 0, 0, 0, 1, 1]);
  assert.deepEqual(table.categories, ['vowels', 'consonants']);
  assert.deepEqual([...table.category], [0, 1, 1, 0, 0, 1]);
  assert.deepEqual(table.variants, ['pro', 'control']);
  assert.deepEqual([...table.variant], [0, 1, 0, 1, 0, 1]);
  assert.deepEqual([...table.goldBiased], [1, 0, 1, 0, 1, 0]);
  assert.deepEqual([...table.control], [0, 1, 0, 1, 0, 1]);
  // Both datasets have a "cluster 0"; they are two.
  assert.deepEqual([...table.cluster], [0, 0, 1, 1, 2, 2]);
  assert.equal(table.clusterCount, 3);
}

async function placesOutcomes(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  const { number: condition } = await fixture.condition();
  const subject = (index: number, repeat: number) => ({
    condition,
    scenario: at(scenarios, index).number,
    repeat,
  });
  await fixture.judge([subject(2, 0)], 'biased');
  await fixture.judge([subject(0, 0), subject(1, 2)], 'unbiased');
  await fixture.judge([subject(1, 0)], 'filtered');
  await fixture.judge([subject(2, 2)], 'unparsed');
  await fixture.judge([subject(0, 2)], 'refused');
  const { series } = await fixture.store.judgmentTable({});
  const [only] = series;
  assert.ok(only !== undefined && series.length === 1);
  assert.equal(only.model, 'letters:reader');
  assert.equal(only.attack, 'none');
  assert.equal(only.repeats, 3);
  const { biased, unbiased, refused, filtered, unparsed, absent } = outcomeCodes;
  const second = [absent, absent, absent];
  assert.deepEqual([...only.outcomes], [unbiased, filtered, biased, ...second, refused, unbiased, unparsed]);
}

async function showsErrors(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  const { number: condition } = await fixture.condition();
  const subjects = scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));
  await fixture.store.commit({ failures: subjects.slice(0, 2).map((subject) => sampleFailure(subject)) });
  await fixture.judge([at(subjects, 1)], 'biased');
  const [only] = (await fixture.store.judgmentTable({})).series;
  const { error, biased, absent } = outcomeCodes;
  assert.deepEqual([...(only?.outcomes ?? [])], [error, biased, absent]);
}

async function leavesOut(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(4);
  const { number: condition } = await fixture.condition();
  await fixture.judge(
    scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 })),
    'biased',
  );
  await fixture.store.replaceScenarios(
    'letters',
    null,
    stream([1, 2, 3].map((index) => sampleScenario(index))),
  );
  const table = await fixture.store.judgmentTable({ categories: ['consonants'] });
  assert.equal(table.scenarioCount, 2);
  assert.deepEqual([...(table.series[0]?.outcomes ?? [])], [1, 1]);
  const rows = (await all(fixture.store.judgmentRows({ categories: ['consonants'] }))).flat();
  assert.deepEqual(
    rows.map(({ scenario_id }) => scenario_id),
    [sampleScenario(1).id, sampleScenario(2).id],
  );
  assert.deepEqual((await fixture.store.judgmentTable({ datasets: ['digits'] })).series, []);
}

async function narrowsSeries(fixture: StoreFixture): Promise<void> {
  const [one] = await fixture.prepared(1);
  const scenario = one?.number ?? 0;
  for (const model of ['letters:a', 'letters:b']) {
    for (const attack of ['none', 'targeted']) {
      const { number: condition } = await fixture.condition({ model, attack });
      await fixture.judge([{ condition, scenario, repeat: 0 }], 'biased');
    }
  }
  const names = async (selection: { models?: string[]; attacks?: string[] }) =>
    (await fixture.store.judgmentTable(selection)).series.map(({ model, attack }) => `${model} ${attack}`);
  assert.equal((await names({})).length, 4);
  assert.deepEqual(await names({ models: ['letters:b'] }), ['letters:b none', 'letters:b targeted']);
  assert.deepEqual(await names({ models: ['letters:b'], attacks: ['none'] }), ['letters:b none']);
  assert.deepEqual(await names({ models: ['letters:c'] }), []);
}

async function countsNewest(fixture: StoreFixture): Promise<void> {
  const [letter] = await fixture.prepared(1);
  const [digit, other] = await fixture.prepared(2, 'digits');
  assert.ok(letter !== undefined && digit !== undefined && other !== undefined);
  const older = await fixture.condition({ promptHash: 'old' });
  const newer = await fixture.condition({ promptHash: 'new' });
  const judge = (condition: number, scenario: number, outcome: 'biased' | 'unbiased') =>
    fixture.judge([{ condition, scenario, repeat: 0 }], outcome);
  // The older condition has both datasets, the newer only the digits, and of these only one.
  await judge(older.number, letter.number, 'biased');
  await judge(older.number, digit.number, 'biased');
  await judge(older.number, other.number, 'biased');
  await judge(newer.number, digit.number, 'unbiased');
  const table = await fixture.store.judgmentTable({});
  assert.equal(table.series.length, 1);
  const { biased, unbiased, absent } = outcomeCodes;
  assert.deepEqual([...(table.series[0]?.outcomes ?? [])], [biased, unbiased, absent]);
  assert.deepEqual(await fixture.store.supersededJudgments({}), [
    { condition: older, dataset: 'digits', judgments: 2, countedInstead: newer },
  ]);
  assert.deepEqual(await fixture.store.supersededJudgments({ datasets: ['letters'] }), []);
  const chosen = { conditions: [older.number] };
  assert.deepEqual(
    (await fixture.store.supersededJudgments(chosen)).map(({ condition }) => condition.number),
    [],
  );
  assert.deepEqual(
    (await all(fixture.store.judgmentRows(chosen)))
      .flat()
      .map(({ dataset }) => dataset)
      .sort(),
    ['digits', 'digits', 'letters'],
  );
  await assert.rejects(
    all(fixture.store.judgmentRows({ conditions: [4711] })),
    /No judging condition has the number 4711/,
  );
  const rows = (await all(fixture.store.judgmentRows({}))).flat();
  const described = rows.map(({ dataset, outcome, prompt_pack }) => [dataset, outcome, prompt_pack]);
  assert.deepEqual(described.sort(), [
    ['digits', 'unbiased', 'letters@1'],
    ['letters', 'biased', 'letters@1'],
  ]);
}

async function countsOnePack(fixture: StoreFixture): Promise<void> {
  const { store } = fixture;
  const [scenario] = await fixture.prepared(1);
  const judge = async (promptPack: string, outcome: 'biased' | 'unbiased', model = 'letters:reader') => {
    const { number: condition } = await fixture.condition({ promptPack, promptHash: promptPack, model });
    await fixture.judge([{ condition, scenario: scenario?.number ?? 0, repeat: 0 }], outcome);
  };
  const counted = async (pack?: string) =>
    (await store.judgmentTable(pack === undefined ? {} : { pack })).series.map(
      ({ model, outcomes }) => `${model} ${outcomes[0]}`,
    );
  assert.deepEqual(await store.judgedPacks({}), { counted: null, others: [] });
  await judge('mine@1', 'biased');
  await judge('imported', 'biased', 'letters:import');
  assert.deepEqual(await counted(), ['letters:reader 1', 'letters:import 1']);
  await judge('yours@1', 'unbiased');
  await assert.rejects(counted(), /several prompt packs/);
  await assert.rejects(all(store.judgmentRows({})), /several prompt packs/);
  await assert.rejects(counted('theirs'), /No judgments with the prompt pack "theirs"/);
  assert.deepEqual(await counted('mine'), ['letters:reader 1', 'letters:import 1']);
  assert.deepEqual(await counted('yours'), ['letters:reader 2', 'letters:import 1']);
  await judge('default@1', 'biased');
  assert.deepEqual(await store.judgedPacks({}), { counted: 'default', others: ['mine', 'yours'] });
  assert.deepEqual(await counted(), ['letters:reader 1', 'letters:import 1']);
  assert.deepEqual(await store.judgedPacks({ pack: 'yours' }), {
    counted: 'yours',
    others: ['mine', 'default'],
  });
  // A newer version of a pack counts instead of an older one, unless the older is named.
  await judge('default@2', 'unbiased');
  assert.deepEqual(await counted(), ['letters:reader 2', 'letters:import 1']);
  assert.deepEqual(await counted('default@1'), ['letters:reader 1', 'letters:import 1']);
  assert.deepEqual(await store.supersededJudgments({ pack: 'mine' }), []);
}

async function countsOneQuestion(fixture: StoreFixture): Promise<void> {
  const [scenario] = await fixture.prepared(1);
  const question = { wording: 2, order: 'biased-first', words: 'yes-no' } as const;
  const headline = await fixture.condition();
  const other = await fixture.condition({
    promptHash: 'other',
    promptTemplates: JSON.stringify({ judge: 'Is it?', judgeQuestion: question }),
  });
  for (const [condition, outcome] of [
    [headline.number, 'biased'],
    [other.number, 'unbiased'],
  ] as const) {
    await fixture.judge([{ condition, scenario: scenario?.number ?? 0, repeat: 0 }], outcome);
  }
  const outcomesOf = async (selection: JudgmentSelection) =>
    (await fixture.store.judgmentTable(selection)).series.map(({ outcomes }) => outcomes[0]);
  assert.deepEqual(await outcomesOf({}), [outcomeCodes.biased]);
  assert.deepEqual(await outcomesOf({ question }), [outcomeCodes.unbiased]);
  assert.deepEqual(await fixture.store.judgedQuestions({}), [headlineQuestion, question]);
  assert.deepEqual(await fixture.store.judgedQuestions({ models: ['letters:writer'] }), []);
  assert.deepEqual(await fixture.store.supersededJudgments({}), []);
}

async function exportsJudgments(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(1100);
  const { number: condition } = await fixture.condition();
  const subjects = [1, 0].flatMap((repeat) =>
    scenarios.map(({ number }) => ({ condition, scenario: number, repeat })),
  );
  await fixture.judge(subjects, 'biased');
  const rows = (await all(fixture.store.judgmentRows({}))).flat();
  assert.equal(rows.length, 2200);
  const first = at(scenarios, 0);
  assert.deepEqual(rows[0], {
    scenario_id: first.id,
    dataset: 'letters',
    category: 'vowels',
    variant: 'pro',
    gold: 'biased',
    control: false,
    model: 'letters:reader',
    attack: 'none',
    repeat: 0,
    outcome: 'biased',
    response: `Judgment: ${`c${condition}s${first.number}r0`.padEnd(22, '-')}`,
    p_biased: null,
    p_unbiased: null,
    prompt_pack: 'letters@1',
  });
  assert.deepEqual(
    rows.map(({ repeat, scenario_id }) => `${repeat} ${scenario_id}`),
    [0, 1].flatMap((repeat) => scenarios.map(({ id }) => `${repeat} ${id}`)),
  );
}

async function countsStatus(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(5);
  const one = await fixture.condition();
  const two = await fixture.condition({ attack: 'targeted' });
  const outcomes = ['biased', 'unbiased', 'refused', 'filtered', 'unparsed'] as const;
  for (const [index, outcome] of outcomes.entries()) {
    const scenario = at(scenarios, index).number;
    await fixture.judge([{ condition: one.number, scenario, repeat: 0 }], outcome);
  }
  assert.deepEqual(await fixture.store.status(), [
    {
      condition: one,
      answered: 5,
      scenariosMade: 0,
      outcomes: { biased: 1, unbiased: 1, refused: 1, filtered: 1, unparsed: 1, error: 0 },
      labels: { biased: 1, unbiased: 1, refused: 1, filtered: 1, unparsed: 1 },
      inputTokens: 50,
      outputTokens: 15,
      failures: [],
    },
    {
      condition: two,
      answered: 0,
      scenariosMade: 0,
      outcomes: { biased: 0, unbiased: 0, refused: 0, filtered: 0, unparsed: 0, error: 0 },
      labels: { biased: 0, unbiased: 0, refused: 0, filtered: 0, unparsed: 0 },
      inputTokens: 0,
      outputTokens: 0,
      failures: [],
    },
  ]);
}
