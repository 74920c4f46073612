import { beforeEach, describe, expect, it } from 'vitest';
import { allOf } from '../../tests/support/files.ts';
import { madeQuestion } from '../../tests/support/made-rows.ts';
import { runCalls } from '../engine/run-calls.ts';
import { loadPromptPack } from '../prompts/load-prompt-pack.ts';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../testing/made-scenario.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import { agreeSampling, agreeStage } from './agree/agree.ts';
import { answerSampling, answerStage } from './answer/answer.ts';
import { explainSampling, explainStage } from './explain/explain.ts';
import { judgeSampling, judgeStage } from './judge/judge.ts';
import { reparse } from './reparse.ts';

const prompts = await loadPromptPack();
const orderSeed = 5;
const questions = [1, 2, 3, 4, 5, 6].map((number) => madeQuestion(number));

/** Two scenarios judged, explained and read, six questions answered, all by one model that always says the same. */
async function studied(): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  await store.commit({ scenarios: [madeScenario(1), madeScenario(2)] });
  await store.replaceQuestions(
    'bbq',
    (async function* () {
      yield* questions;
    })(),
  );
  const request = { store, prompts, filter: {} };
  const says = (text: string) => new ScriptedModel({ script: () => text });
  const agreement = '{"thought": "Yes.", "summary": "Age.", "judgment": "AGREE", "arguments": ["a"]}';
  await done(await judgeStage.run({ ...request, sampling: judgeSampling }, says('Judgment: BIASED'), null));
  await done(
    await explainStage.run({ ...request, sampling: explainSampling }, says('Explanation: Age.'), null),
  );
  await done(await agreeStage.run({ ...request, sampling: agreeSampling }, says(agreement), null));
  await done(
    await answerStage.run({ ...request, orderSeed, sampling: answerSampling }, says('Answer: B'), null),
  );
  return store;
}

async function done({
  modelRun,
}: {
  readonly modelRun: Parameters<typeof runCalls>[0][number];
}): Promise<void> {
  await runCalls([modelRun], { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 1 }, () => {}).done;
}

const answers = async (store: Store) =>
  (await allOf(store.answerRows({}))).flat().map(({ outcome }) => outcome);
const agreements = async (store: Store) => (await allOf(store.agreementRows({}))).flat();
const texts = async (store: Store) => (await allOf(store.explanations({}))).flat().map(({ text }) => text);

describe('parsing stored answers again', () => {
  let store: Store;
  beforeEach(async () => {
    store = await studied();
  });

  it('changes no label with the same parsers', async () => {
    const same = (read: number) => ({ read, changed: 0, changes: {} });
    expect(await reparse(store)).toEqual({
      ...same(12),
      stages: { judge: same(2), explain: same(2), agree: same(2), answer: same(6) },
    });
  });

  it('corrects judgments that an older parser got wrong', async () => {
    const labels = (await allOf(store.labelled('judge'))).flat();
    await store.commit({
      judgments: labels.map((label) => ({ ...label, outcome: 'unparsed' as const, parserVersion: 1 })),
    });
    const { stages } = await reparse(store);
    expect(stages.judge).toEqual({ read: 2, changed: 2, changes: { 'unparsed → biased': 2 } });
    expect(await store.judged(labels)).toEqual(['biased', 'biased']);
  });

  it('corrects answers to questions by the order in which each was asked', async () => {
    const before = await answers(store);
    expect(new Set(before)).toEqual(new Set(['target', 'other', 'unknown']));
    const labels = (await allOf(store.labelled('answer'))).flat();
    expect(labels.map(({ asked }) => asked)).toMatchObject(questions);
    await store.commit({
      answers: labels.map((label) => ({ ...label, outcome: 'unparsed' as const, parserVersion: 1 })),
    });
    expect((await reparse(store)).stages.answer).toMatchObject({ read: 6, changed: 6 });
    expect(await answers(store)).toEqual(before);
  });

  it('corrects agreements with their reasons', async () => {
    const nothing = { thought: null, summary: null, arguments: [] };
    const labels = (await allOf(store.labelled('agree'))).flat();
    await store.commit({
      agreements: labels.map((label) => ({
        ...label,
        outcome: 'unparsed' as const,
        reasons: nothing,
        parserVersion: 1,
      })),
    });
    expect((await reparse(store)).stages.agree.changes).toEqual({ 'unparsed → agree': 2 });
    const found = await agreements(store);
    expect(found.map(({ outcome, summary }) => [outcome, summary])).toEqual([
      ['agree', 'Age.'],
      ['agree', 'Age.'],
    ]);
  });

  it('corrects the text of an explanation, and lets go of the agreements of the earlier text alone', async () => {
    const [first] = (await allOf(store.labelled('explain'))).flat();
    if (first === undefined) throw new Error('nothing is explained');
    const wrong = { ...first, text: 'Explanation: Age.', parserVersion: 1 };
    await store.commit({ explanations: [wrong] });
    const { number: condition } = (await store.conditions()).find(({ stage }) => stage === 'agree') ?? {};
    const [explanation] = (await allOf(store.explanations({}))).flat();
    if (condition === undefined || explanation === undefined) throw new Error('nothing is read');
    const key = (await allOf(store.labelled('agree'))).flat()[0]?.key ?? '';
    const reasons = { thought: null, summary: null, arguments: [] };
    const subject = { condition, explanation: explanation.number, repeat: 0 };
    await store.commit({
      agreements: [{ ...subject, key, outcome: 'disagree', reasons, parserVersion: 1 }],
    });
    expect((await reparse(store)).stages.explain).toEqual({
      read: 2,
      changed: 1,
      changes: { 'explained → explained': 1 },
    });
    expect(await texts(store)).toEqual(['Age.', 'Age.']);
    expect((await agreements(store)).map(({ outcome }) => outcome)).toEqual(['agree']);
  });
});
