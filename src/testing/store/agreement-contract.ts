import assert from 'node:assert/strict';
import { agreementCodes } from '../../core/tables.ts';
import {
  byRater,
  explain,
  explainer,
  explanations,
  failedReading,
  inCondition,
  rater,
  read,
  readingKey,
} from './explanation-contract.ts';
import { all, at, type StoreBench, type StoreClaim, sampleScenario, stream } from './store-fixture.ts';

/** What a store holds to about what raters made of explanations. */
export const readingClaims: Readonly<Record<string, StoreClaim>> = {
  'knows what was read, and how it went': knowsAgreed,
  'puts readings into columns, numbering only what was read': makesAgreementTable,
  'shows pending failures of readings as errors': showsReadingErrors,
  'counts the newest condition of a rater, dataset by dataset': countsNewestReadings,
  'exports readings with their reasons, in order': exportsAgreements,
  'keeps the number of an explanation, and lets go of its readings when its text changes': letsGo,
  'counts explanations and readings in the status': countsStages,
};

async function knowsAgreed(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(2);
  await explain(bench, inCondition(await explainer(bench, 'letters:a'), scenarios));
  const [one, two] = byRater(await rater(bench, 'letters:b'), await explanations(bench));
  assert.ok(one !== undefined && two !== undefined);
  await read(bench, [{ ...two, repeat: 1 }], 'disagree');
  await read(bench, [one], 'unparsed');
  const { store } = bench;
  assert.deepEqual(await store.agreed([two, { ...two, repeat: 1 }, one]), [null, 'disagree', 'unparsed']);
  assert.equal(await store.countAgreed(one.condition, {}, 2), 2);
  assert.equal(await store.countAgreed(one.condition, {}, 1), 1);
  assert.equal(await store.countAgreed(one.condition, { explainers: ['letters:b'] }, 2), 0);
  assert.equal(await store.countAgreed(one.condition, { gold: 'biased' }, 2), 1);
  const nowhere = { ...one, explanation: 4711 };
  await assert.rejects(read(bench, [nowhere], 'agree'));
}

async function makesAgreementTable(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(4);
  for (const model of ['letters:a', 'letters:unread', 'letters:b']) {
    await explain(bench, inCondition(await explainer(bench, model), scenarios));
  }
  await explain(bench, inCondition(await explainer(bench, 'letters:c'), scenarios), 'refused');
  const empty = await bench.store.agreementTable({});
  assert.deepEqual([empty.scenarioCount, empty.explainers, empty.raters], [0, [], []]);
  const of = async (model: string) => await explanations(bench, { explainers: [model] });
  const [a, b] = [await of('letters:a'), await of('letters:b')];
  const first = await rater(bench, 'letters:b');
  const second = await rater(bench, 'letters:c');
  // The second of four scenarios is read by nobody.
  await read(bench, byRater(second, [at(a, 3), at(b, 2)]), 'disagree');
  await read(bench, byRater(first, [at(b, 0)]), 'filtered');
  await read(bench, [{ condition: first, explanation: at(a, 0).number, repeat: 1 }], 'refused');
  await read(bench, byRater(first, [at(a, 0)]), 'agree');
  const table = await bench.store.agreementTable({});
  const { agree, disagree, refused, filtered } = agreementCodes;
  assert.equal(table.scenarioCount, 3);
  assert.deepEqual(table.explainers, ['letters:a', 'letters:b']);
  assert.deepEqual(table.raters, ['letters:b', 'letters:c']);
  assert.deepEqual([...table.rater], [0, 0, 0, 1, 1]);
  assert.deepEqual([...table.explainer], [0, 1, 0, 0, 1]);
  assert.deepEqual([...table.scenario], [0, 0, 0, 2, 1]);
  assert.deepEqual([...table.outcome], [agree, filtered, refused, disagree, disagree]);
  const narrow = await bench.store.agreementTable({ explainers: ['letters:b'], raters: ['letters:c'] });
  assert.deepEqual([narrow.explainers, narrow.raters], [['letters:b'], ['letters:c']]);
  assert.deepEqual([narrow.scenarioCount, ...narrow.scenario], [1, 0]);
}

async function showsReadingErrors(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(3);
  await explain(bench, inCondition(await explainer(bench, 'letters:a'), scenarios));
  const subjects = byRater(await rater(bench, 'letters:b'), await explanations(bench));
  await bench.store.commit({ failures: subjects.slice(0, 2).map(failedReading) });
  await read(bench, [at(subjects, 1)], 'agree');
  // A failure beside an answer says nothing.
  await read(bench, [at(subjects, 2)], 'disagree');
  await bench.store.commit({ failures: [failedReading(at(subjects, 2))] });
  const { outcome, scenarioCount } = await bench.store.agreementTable({});
  const { agree, disagree, error } = agreementCodes;
  assert.deepEqual([...outcome], [agree, disagree, error]);
  assert.equal(scenarioCount, 3);
}

async function countsNewestReadings(bench: StoreBench): Promise<void> {
  const letters = await bench.prepared(1);
  const digits = await bench.prepared(2, 'digits');
  await explain(bench, inCondition(await explainer(bench, 'letters:a'), [...letters, ...digits]));
  const found = await explanations(bench);
  const older = await rater(bench, 'letters:b', 'old');
  const newer = await rater(bench, 'letters:b', 'new');
  await read(bench, byRater(older, found), 'agree');
  await read(bench, byRater(newer, [at(found, 1)]), 'disagree');
  const table = await bench.store.agreementTable({});
  assert.deepEqual(table.raters, ['letters:b']);
  assert.deepEqual([...table.outcome].sort(), [agreementCodes.agree, agreementCodes.disagree]);
  const rows = (await all(bench.store.agreementRows({}))).flat();
  assert.deepEqual(rows.map(({ explanation, outcome }) => `${explanation} ${outcome}`).sort(), [
    `${at(found, 0).number} agree`,
    `${at(found, 1).number} disagree`,
  ]);
}

async function exportsAgreements(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(2);
  await explain(bench, inCondition(await explainer(bench, 'letters:a'), scenarios));
  const [one, two] = byRater(await rater(bench, 'letters:b'), await explanations(bench));
  assert.ok(one !== undefined && two !== undefined);
  await read(bench, [two], 'unparsed');
  const reasons = { thought: 'Hm.', summary: null, arguments: ['because', 'it "is"'] };
  await read(bench, [one], 'agree', reasons);
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
      response: `Judgment: ${readingKey(one)}`,
    },
    {
      explanation: two.explanation,
      scenario_id: at(scenarios, 1).id,
      ...shared,
      outcome: 'unparsed',
      thought: null,
      summary: null,
      arguments: '[]',
      response: `Judgment: ${readingKey(two)}`,
    },
  ];
  assert.deepEqual((await all(bench.store.agreementRows({}))).flat(), expected);
  assert.deepEqual((await all(bench.store.agreementRows({ raters: ['letters:c'] }))).flat(), []);
  await read(bench, [one], 'agree');
  assert.equal((await all(bench.store.agreementRows({}))).flat()[0]?.arguments, '[]');
}

async function letsGo(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(2);
  const subjects = inCondition(await explainer(bench, 'letters:a'), scenarios);
  await explain(bench, subjects);
  const found = await explanations(bench);
  const readings = byRater(await rater(bench, 'letters:b'), found);
  await read(bench, readings, 'agree', { thought: 'Hm.', summary: null, arguments: [] });
  // The same text again changes nothing.
  await explain(bench, subjects);
  assert.deepEqual(await bench.store.agreed(readings), ['agree', 'agree']);
  await explain(bench, [at(subjects, 0)], 'explained', 'Another text.');
  assert.deepEqual(await bench.store.agreed(readings), [null, 'agree']);
  assert.deepEqual(
    (await explanations(bench)).map(({ number, text }) => [number, text]),
    [
      [at(found, 0).number, 'Another text.'],
      [at(found, 1).number, at(found, 1).text],
    ],
  );
  await bench.store.commit({ failures: [failedReading(at(readings, 0))] });
  await explain(bench, [at(subjects, 0)], 'refused');
  assert.equal(await bench.store.countExplanations({}), 1);
  assert.deepEqual(
    (await bench.store.status()).flatMap(({ failures }) => failures),
    [],
  );
  assert.ok((await bench.store.calls([readingKey(at(readings, 0))])).size === 1);
}

async function countsStages(bench: StoreBench): Promise<void> {
  const scenarios = await bench.prepared(3);
  const condition = await explainer(bench, 'letters:a');
  const subjects = inCondition(condition, scenarios);
  await explain(bench, subjects.slice(1));
  await explain(bench, subjects.slice(0, 1), 'empty');
  const [one, two] = byRater(await rater(bench, 'letters:b'), await explanations(bench));
  assert.ok(one !== undefined && two !== undefined);
  await bench.store.commit({ failures: [one, two].map(failedReading) });
  await read(bench, [one], 'disagree');
  const [explaining, reading] = await bench.store.status();
  assert.equal(explaining?.answered, 3);
  assert.deepEqual(explaining?.labels, { explained: 2, empty: 1, refused: 0, filtered: 0 });
  assert.equal(explaining?.outcomes.refused, 0);
  assert.equal(reading?.answered, 1);
  assert.deepEqual(reading?.labels, { agree: 0, disagree: 1, refused: 0, filtered: 0, unparsed: 0 });
  assert.equal(reading?.outcomes.error, 1);
  assert.equal(reading?.failures[0]?.count, 1);
  await bench.store.replaceScenarios('letters', null, stream([sampleScenario(0)]));
  assert.equal((await bench.store.status())[0]?.answered, 3);
}
