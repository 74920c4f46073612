import assert from 'node:assert/strict';
import { sampleQuestion } from '../sample-question.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleFailure,
  sampleKey,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about calls that failed. */
export const failureContract: Readonly<Record<string, StoreCheck>> = {
  'keeps the newest failure of a subject until it is answered': keepsFailures,
  'names the subjects of a condition that failed and have no answer since': namesFailed,
  'counts no failure of a subject that another endpoint has answered': countsAnsweredElsewhere,
  'exports failures of every stage with what they were about': exportsFailures,
};

async function keepsFailures(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  const { number: condition } = await fixture.condition();
  const subjects = scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));
  await fixture.store.commit({ failures: subjects.map((subject) => sampleFailure(subject)) });
  const later = { ...sampleFailure(at(subjects, 0), 'still tired'), failedAt: Date.UTC(2026, 0, 3) };
  await fixture.store.commit({ failures: [later] });
  const [before] = await fixture.store.status();
  assert.deepEqual(before?.failures, [{ reason: 'server', count: 2, message: 'still tired' }]);
  assert.equal(before?.outcomes.error, 2);
  assert.equal(before?.answered, 0);
  await fixture.judge([at(subjects, 0)], 'unbiased');
  const [after] = await fixture.store.status();
  assert.deepEqual(after?.failures, [{ reason: 'server', count: 1, message: 'the server is tired' }]);
  assert.deepEqual(after?.outcomes, {
    biased: 0,
    unbiased: 1,
    refused: 0,
    filtered: 0,
    unparsed: 0,
    error: 1,
  });
}

async function namesFailed(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(3);
  const { number: condition } = await fixture.condition();
  const { number: other } = await fixture.condition({ attack: 'untargeted' });
  const subjects = scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));
  assert.deepEqual(await fixture.store.failed(condition), []);
  await fixture.store.commit({ failures: subjects.map((subject) => sampleFailure(subject)) });
  await fixture.judge([at(subjects, 1)], 'biased');
  const left = [at(subjects, 0), at(subjects, 2)].map(({ scenario }) => ({ subject: scenario, repeat: 0 }));
  assert.deepEqual(await fixture.store.failed(condition), left);
  assert.deepEqual(await fixture.store.failed(other), []);
}

async function countsAnsweredElsewhere(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  const { number: condition } = await fixture.condition();
  const subjects = scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 }));
  await fixture.store.commit({ failures: subjects.map((subject) => sampleFailure(subject)) });
  const failures = async () => (await fixture.store.status())[0]?.failures.map(({ count }) => count);
  const { number: otherPrompt } = await fixture.condition({
    endpoint: 'elsewhere',
    promptHash: 'fedcba9876543210',
  });
  await fixture.judge([{ ...at(subjects, 0), condition: otherPrompt }], 'biased');
  assert.deepEqual(await failures(), [2]);
  const { number: elsewhere } = await fixture.condition({ endpoint: 'elsewhere' });
  await fixture.judge([{ ...at(subjects, 0), condition: elsewhere }], 'biased');
  assert.deepEqual(await failures(), [1]);
  await fixture.judge([{ ...at(subjects, 1), condition: elsewhere }], 'biased');
  assert.deepEqual(await failures(), []);
}

async function exportsFailures(fixture: StoreFixture): Promise<void> {
  const scenarios = await fixture.prepared(2);
  const [one, two] = [at(scenarios, 0), at(scenarios, 1)];
  await fixture.store.replaceQuestions('quiz', stream([sampleQuestion(0)]));
  const numberOf = async (stage: 'judge' | 'explain' | 'agree' | 'answer') =>
    (await fixture.condition({ stage })).number;
  const judging = { condition: await numberOf('judge'), scenario: two.number, repeat: 1 };
  const explained = { condition: await numberOf('explain'), scenario: two.number, repeat: 0 };
  await fixture.store.commit({
    calls: [sampleCall(sampleKey(explained), explained.condition)],
    explanations: [
      { ...explained, key: sampleKey(explained), outcome: 'explained', text: 'So.', parserVersion: 1 },
    ],
  });
  const explanation = at((await all(fixture.store.explanations({}))).flat(), 0).number;
  const question = at((await all(fixture.store.questions({}))).flat(), 0).number;
  const failed = [
    judging,
    { ...judging, scenario: one.number, repeat: 0 },
    { condition: await numberOf('agree'), scenario: explanation, repeat: 0 },
    { condition: await numberOf('answer'), scenario: question, repeat: 2 },
  ];
  await fixture.store.commit({ failures: failed.map((subject) => sampleFailure(subject)) });
  const rows = (await all(fixture.store.failureRows())).flat();
  assert.deepEqual(rows[0], {
    condition: judging.condition,
    stage: 'judge',
    model: 'letters:reader',
    endpoint: 'letters',
    attack: 'none',
    prompt_pack: 'letters@1',
    scenario_id: one.id,
    explanation: null,
    question_id: null,
    repeat: 0,
    reason: 'server',
    status: 503,
    message: 'the server is tired',
    attempts: 4,
    failed_at: '2026-01-02T00:00:00.000Z',
  });
  assert.deepEqual(
    rows.map(({ stage, scenario_id, explanation: number, question_id, repeat }) => [
      ...[stage, scenario_id, number, question_id, repeat],
    ]),
    [
      ['judge', one.id, null, null, 0],
      ['judge', two.id, null, null, 1],
      ['agree', two.id, explanation, null, 0],
      ['answer', null, null, sampleQuestion(0).id, 2],
    ],
  );
  await fixture.judge([judging], 'biased');
  assert.equal((await all(fixture.store.failureRows())).flat().length, 3);
}
