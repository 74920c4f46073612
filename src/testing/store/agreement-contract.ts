import assert from 'node:assert/strict';
import { agreementCodes } from '../../core/tables.ts';
import {
  agreementKey,
  byRater,
  explain,
  explainer,
  explanations,
  failedAgreement,
  inCondition,
  putAgreements,
  rater,
} from './explanation-contract.ts';
import { all, at, type StoreCheck, type StoreFixture, sampleScenario, stream } from './store-fixture.ts';

/** What a store guarantees about what raters made of explanations. */
export const agreementContract: Readonly<Record<string, StoreCheck>> = {
  'knows what was read, and how it went': knowsAgreed,
  'puts agreements into columns, numbering only what was answered': makesAgreementTable,
  'shows pending failures of agreements as errors': showsAgreementErrors,
  'counts the newest condition of a rater, dataset by dataset': countsNewestAgreements,
  'exports agreements with their reasons, in order': exportsAgreements,
  'keeps the number of an explanation, and removes its agreements when its text changes': removesAgreements,
  'counts explanations and agreements in the status': countsStages,
};

async function knowsAgreed(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), scenarios));
  const [one, two] = byRater(await rater(fixture, 'letters:b'), await explanations(fixture));
  assert.ok(one !== undefined && two !== undefined);
  await putAgreements(fixture, [{ ...two, repeat: 1 }], 'disagree');
  await putAgreements(fixture, [one], 'unparsed');
  const { store } = fixture;
  assert.deepEqual(await store.agreed([two, { ...two, repeat: 1 }, one]), [null, 'disagree', 'unparsed']);
  assert.equal(await store.countAgreed(one.condition, {}, 2), 2);
  assert.equal(await store.countAgreed(one.condition, {}, 1), 1);
  assert.equal(await store.countAgreed(one.condition, { explainers: ['letters:b'] }, 2), 0);
  assert.equal(await store.countAgreed(one.condition, { gold: 'biased' }, 2), 1);
  const nowhere = { ...one, explanation: 4711 };
  await assert.rejects(putAgreements(fixture, [nowhere], 'agree'));
}

async function makesAgreementTable(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(4);
  for (const model of ['letters:a', 'letters:unread', 'letters:b']) {
    await explain(fixture, inCondition(await explainer(fixture, model), scenarios));
  }
  await explain(fixture, inCondition(await explainer(fixture, 'letters:c'), scenarios), 'refused');
  const empty = await fixture.store.agreementTable({});
  assert.deepEqual([empty.scenarioCount, empty.explainers, empty.raters], [0, [], []]);
  const of = async (model: string) => await explanations(fixture, { explainers: [model] });
  const [a, b] = [await of('letters:a'), await of('letters:b')];
  const first = await rater(fixture, 'letters:b');
  const second = await rater(fixture, 'letters:c');
  // The second of four scenarios is read by nobody.
  await putAgreements(fixture, byRater(second, [at(a, 3), at(b, 2)]), 'disagree');
  await putAgreements(fixture, byRater(first, [at(b, 0)]), 'filtered');
  await putAgreements(fixture, [{ condition: first, explanation: at(a, 0).number, repeat: 1 }], 'refused');
  await putAgreements(fixture, byRater(first, [at(a, 0)]), 'agree');
  const table = await fixture.store.agreementTable({});
  const { agree, disagree, refused, filtered } = agreementCodes;
  assert.equal(table.scenarioCount, 3);
  // Two scenarios a cluster.
  assert.deepEqual([...table.clusterOfScenario], [0, 1, 1]);
  assert.deepEqual([...(table.datasetOfScenario ?? [])], [0, 0, 0]);
  assert.deepEqual([...(table.repeat ?? [])], [0, 0, 1, 0, 0]);
  assert.deepEqual(table.explainers, ['letters:a', 'letters:b']);
  assert.deepEqual(table.raters, ['letters:b', 'letters:c']);
  assert.deepEqual([...table.rater], [0, 0, 0, 1, 1]);
  assert.deepEqual([...table.explainer], [0, 1, 0, 0, 1]);
  assert.deepEqual([...table.scenario], [0, 0, 0, 2, 1]);
  assert.deepEqual([...table.outcome], [agree, filtered, refused, disagree, disagree]);
  const narrow = await fixture.store.agreementTable({ explainers: ['letters:b'], raters: ['letters:c'] });
  assert.deepEqual([narrow.explainers, narrow.raters], [['letters:b'], ['letters:c']]);
  assert.deepEqual([narrow.scenarioCount, ...narrow.scenario], [1, 0]);
}

async function showsAgreementErrors(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), scenarios));
  const subjects = byRater(await rater(fixture, 'letters:b'), await explanations(fixture));
  await fixture.store.commit({ failures: subjects.slice(0, 2).map(failedAgreement) });
  await putAgreements(fixture, [at(subjects, 1)], 'agree');
  // A failure in addition to an answer does not count.
  await putAgreements(fixture, [at(subjects, 2)], 'disagree');
  await fixture.store.commit({ failures: [failedAgreement(at(subjects, 2))] });
  const { outcome, scenarioCount } = await fixture.store.agreementTable({});
  const { agree, disagree, error } = agreementCodes;
  assert.deepEqual([...outcome], [agree, disagree, error]);
  assert.equal(scenarioCount, 3);
  // The first reading failed, the second did not: their order would take the second for the first.
  await putAgreements(fixture, [{ ...at(subjects, 0), repeat: 1 }], 'agree');
  const table = await fixture.store.agreementTable({});
  const repeats = [...table.outcome].map((code, row) => [table.scenario[row], code, table.repeat?.[row]]);
  assert.deepEqual(
    repeats.filter(([scenario]) => scenario === 0),
    [
      [0, agree, 1],
      [0, error, 0],
    ],
  );
}

async function countsNewestAgreements(fixture: StoreFixture): Promise<void> {
  const letters = await fixture.prepared(1);
  const digits = await fixture.prepared(2, 'digits');
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), [...letters, ...digits]));
  const found = await explanations(fixture);
  const older = await rater(fixture, 'letters:b', 'old');
  const newer = await rater(fixture, 'letters:b', 'new');
  await putAgreements(fixture, byRater(older, found), 'agree');
  await putAgreements(fixture, byRater(newer, [at(found, 1)]), 'disagree');
  const table = await fixture.store.agreementTable({});
  assert.deepEqual(table.raters, ['letters:b']);
  assert.deepEqual([...(table.datasetOfScenario ?? [])], [0, 1]);
  assert.deepEqual([...table.outcome].sort(), [agreementCodes.agree, agreementCodes.disagree]);
  const rows = (await all(fixture.store.agreementRows({}))).flat();
  assert.deepEqual(rows.map(({ explanation, outcome }) => `${explanation} ${outcome}`).sort(), [
    `${at(found, 0).number} agree`,
    `${at(found, 1).number} disagree`,
  ]);
}

async function exportsAgreements(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), scenarios));
  const [one, two] = byRater(await rater(fixture, 'letters:b'), await explanations(fixture));
  assert.ok(one !== undefined && two !== undefined);
  await putAgreements(fixture, [two], 'unparsed');
  const reasons = { thought: 'Hm.', summary: null, arguments: ['because', 'it "is"'] };
  await putAgreements(fixture, [one], 'agree', reasons);
  const shared = { explainer: 'letters:a', attack: 'none', rater: 'letters:b', repeat: 0 };
  const expected = [
    {
      explanation: one.explanation,
      scenario_id: at(scenarios, 0).id,
      ...shared,
      outcome: 'agree',
      thought: 'Hm.',
      summary: null,
      arguments: '["because","it \\"is\\""]',
      response: `Judgment: ${agreementKey(one)}`,
    },
    {
      explanation: two.explanation,
      scenario_id: at(scenarios, 1).id,
      ...shared,
      outcome: 'unparsed',
      thought: null,
      summary: null,
      arguments: '[]',
      response: `Judgment: ${agreementKey(two)}`,
    },
  ];
  assert.deepEqual((await all(fixture.store.agreementRows({}))).flat(), expected);
  assert.deepEqual((await all(fixture.store.agreementRows({ raters: ['letters:c'] }))).flat(), []);
  await putAgreements(fixture, [one], 'agree');
  assert.equal((await all(fixture.store.agreementRows({}))).flat()[0]?.arguments, '[]');
}

async function removesAgreements(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  const subjects = inCondition(await explainer(fixture, 'letters:a'), scenarios);
  await explain(fixture, subjects);
  const found = await explanations(fixture);
  const agreements = byRater(await rater(fixture, 'letters:b'), found);
  await putAgreements(fixture, agreements, 'agree', { thought: 'Hm.', summary: null, arguments: [] });
  // The same text again changes nothing.
  await explain(fixture, subjects);
  assert.deepEqual(await fixture.store.agreed(agreements), ['agree', 'agree']);
  await explain(fixture, [at(subjects, 0)], 'explained', 'Another text.');
  assert.deepEqual(await fixture.store.agreed(agreements), [null, 'agree']);
  assert.deepEqual(
    (await explanations(fixture)).map(({ number, text }) => [number, text]),
    [
      [at(found, 0).number, 'Another text.'],
      [at(found, 1).number, at(found, 1).text],
    ],
  );
  await fixture.store.commit({ failures: [failedAgreement(at(agreements, 0))] });
  await explain(fixture, [at(subjects, 0)], 'refused');
  assert.equal(await fixture.store.countExplanations({}), 1);
  assert.deepEqual(
    (await fixture.store.status()).flatMap(({ failures }) => failures),
    [],
  );
  assert.ok((await fixture.store.calls([agreementKey(at(agreements, 0))])).size === 1);
}

async function countsStages(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  const condition = await explainer(fixture, 'letters:a');
  const subjects = inCondition(condition, scenarios);
  await explain(fixture, subjects.slice(1));
  await explain(fixture, subjects.slice(0, 1), 'empty');
  const [one, two] = byRater(await rater(fixture, 'letters:b'), await explanations(fixture));
  assert.ok(one !== undefined && two !== undefined);
  await fixture.store.commit({ failures: [one, two].map(failedAgreement) });
  await putAgreements(fixture, [one], 'disagree');
  const [explaining, agreement] = await fixture.store.status();
  assert.equal(explaining?.answered, 3);
  assert.deepEqual(explaining?.labels, { explained: 2, empty: 1, refused: 0, filtered: 0 });
  assert.equal(explaining?.outcomes.refused, 0);
  assert.equal(agreement?.answered, 1);
  assert.deepEqual(agreement?.labels, { agree: 0, disagree: 1, refused: 0, filtered: 0, unparsed: 0 });
  assert.equal(agreement?.outcomes.error, 1);
  assert.equal(agreement?.failures[0]?.count, 1);
  await fixture.store.replaceScenarios('letters', null, stream([sampleScenario(0)]));
  assert.equal((await fixture.store.status())[0]?.answered, 3);
}
