import assert from 'node:assert/strict';
import type { AnswerOutcome, Question } from '../../core/question.ts';
import { DataError } from '../../errors/errors.ts';
import type { AnswerSubject, StoredQuestion } from '../../store/contract/answers.ts';
import { sampleQuestion } from '../sample-question.ts';
import {
  all,
  at,
  type StoreCheck,
  type StoreFixture,
  sampleCall,
  sampleFailure,
  stream,
} from './store-fixture.ts';

/** What a store guarantees about BBQ's questions and models' answers. */
export const answerContract: Readonly<Record<string, StoreCheck>> = {
  'gives questions back as they were put, numbered in the order of storing': givesQuestions,
  'deactivates questions that are no longer given, and activates them again with their answers':
    deactivatesQuestions,
  'changes nothing when the stream of questions throws': keepsQuestionsOnError,
  'names both rows of a question that comes twice, and refuses one of another dataset': refusesQuestions,
  'streams more questions than fit one batch, and narrows them': streamsQuestions,
  'knows what was answered, and how': knowsAnswered,
  'exports answers with what was right, in order': exportsAnswers,
  'counts the newest condition of a model and attack, dataset by dataset, among answers': countsNewestAnswers,
  'counts answers in the status, and keeps failures until there is one': countsAnswers,
};

async function prepared(
  fixture: StoreFixture,
  count: number,
  content: Partial<Question> = {},
): Promise<readonly StoredQuestion[]> {
  const questions = Array.from({ length: count }, (_, index) => sampleQuestion(index, content));
  const dataset = content.dataset ?? 'quiz';
  assert.equal(await fixture.store.replaceQuestions(dataset, stream(questions)), count);
  return stored(fixture, { datasets: [dataset] });
}

async function stored(
  { store }: StoreFixture,
  filter: Parameters<StoreFixture['store']['questions']>[0] = {},
): Promise<readonly StoredQuestion[]> {
  return (await all(store.questions(filter))).flat();
}

async function answering(fixture: StoreFixture, promptHash = 'first', model = 'letters:a'): Promise<number> {
  return (await fixture.condition({ stage: 'answer', model, promptHash })).number;
}

const keyOf = ({ condition, question, repeat }: AnswerSubject) => `c${condition}q${question}r${repeat}`;

async function answer(
  { store }: StoreFixture,
  subjects: readonly AnswerSubject[],
  outcome: AnswerOutcome,
): Promise<void> {
  const keyed = subjects.map((subject) => ({ ...subject, key: keyOf(subject) }));
  await store.commit({
    calls: keyed.map(({ key, condition }) => sampleCall(key, condition)),
    answers: keyed.map((subject) => ({ ...subject, outcome, parserVersion: 1 })),
  });
}

async function givesQuestions(fixture: StoreFixture): Promise<void> {
  const questions = [
    sampleQuestion(0, { context: 'Ä "quoted", \t and \n', options: ['', '🅰️', 'x'] }),
    sampleQuestion(1, { target: 2, other: 0, unknown: 1, label: 0 }),
  ];
  assert.equal(await fixture.store.replaceQuestions('quiz', stream(questions)), 2);
  const found = await stored(fixture);
  assert.deepEqual(
    found.map(({ number: _, ...question }) => question),
    questions,
  );
  assert.ok(at(found, 0).number < at(found, 1).number);
}

async function deactivatesQuestions(fixture: StoreFixture): Promise<void> {
  const before = await prepared(fixture, 3);
  await prepared(fixture, 1, { dataset: 'test', id: 'f'.repeat(16) });
  const condition = await answering(fixture);
  await answer(fixture, [{ condition, question: at(before, 0).number, repeat: 0 }], 'target');
  const moved = [sampleQuestion(2), sampleQuestion(1, { sourceRow: 9 })];
  assert.equal(await fixture.store.replaceQuestions('quiz', stream(moved)), 2);
  const rows = (await stored(fixture)).map(({ dataset, sourceRow }) => `${dataset} ${sourceRow}`);
  assert.deepEqual(rows, ['quiz 9', 'quiz 3', 'test 1']);
  assert.deepEqual(await all(fixture.store.answerRows({})), []);
  assert.equal(await fixture.store.countAnswered(condition, {}, 1), 0);
  assert.deepEqual(await prepared(fixture, 3), before);
  assert.equal(await fixture.store.countAnswered(condition, {}, 1), 1);
}

async function keepsQuestionsOnError(fixture: StoreFixture): Promise<void> {
  const before = await prepared(fixture, 2);
  async function* broken() {
    for (let index = 1; index < 2500; index += 1) yield sampleQuestion(index);
    throw new Error('the file ends here');
  }
  await assert.rejects(fixture.store.replaceQuestions('quiz', broken()), /the file ends here/);
  assert.deepEqual(await stored(fixture), before);
}

async function refusesQuestions({ store }: StoreFixture): Promise<void> {
  const twice = [sampleQuestion(0), sampleQuestion(0, { sourceRow: 7 })];
  await assert.rejects(store.replaceQuestions('quiz', stream(twice)), (error) => {
    assert.ok(error instanceof DataError);
    assert.match(error.describe(), /row 7/);
    assert.match(error.describe(), /in row 1 /);
    return true;
  });
  await assert.rejects(store.replaceQuestions('test', stream([sampleQuestion(0)])), DataError);
  assert.equal(await store.countQuestions({}), 0);
}

async function streamsQuestions(fixture: StoreFixture): Promise<void> {
  const found = await prepared(fixture, 2100);
  assert.equal(new Set(found.map(({ id }) => id)).size, 2100);
  assert.equal(await fixture.store.countQuestions({}), 2100);
  assert.equal(await fixture.store.countQuestions({ categories: ['vowels'] }), 1050);
  assert.equal(await fixture.store.countQuestions({ datasets: ['test'] }), 0);
  assert.equal((await stored(fixture, { categories: ['vowels'] })).length, 1050);
}

async function knowsAnswered(fixture: StoreFixture): Promise<void> {
  const [one, two] = await prepared(fixture, 2);
  assert.ok(one !== undefined && two !== undefined);
  const condition = await answering(fixture);
  const subject = (question: StoredQuestion, repeat: number) => ({
    condition,
    question: question.number,
    repeat,
  });
  await answer(fixture, [subject(two, 1)], 'unknown');
  await answer(fixture, [subject(one, 0)], 'refused');
  const subjects = [subject(one, 1), subject(two, 1), subject(one, 0)];
  assert.deepEqual(await fixture.store.answered(subjects), [null, 'unknown', 'refused']);
  assert.equal(await fixture.store.countAnswered(condition, {}, 2), 2);
  assert.equal(await fixture.store.countAnswered(condition, {}, 1), 1);
  assert.equal(await fixture.store.countAnswered(condition, { categories: [two.category] }, 2), 1);
  await answer(fixture, [subject(one, 0)], 'other');
  assert.deepEqual(await fixture.store.answered([subject(one, 0)]), ['other']);
}

async function exportsAnswers(fixture: StoreFixture): Promise<void> {
  const questions = [
    sampleQuestion(0),
    sampleQuestion(1, { label: 0, ambiguous: false }),
    sampleQuestion(2, { label: 1, ambiguous: false }),
  ];
  await fixture.store.replaceQuestions('quiz', stream(questions));
  const condition = await answering(fixture);
  const subjects = (await stored(fixture)).flatMap(({ number }) =>
    [1, 0].map((repeat) => ({ condition, question: number, repeat })),
  );
  await answer(fixture, subjects, 'target');
  const rows = (await all(fixture.store.answerRows({}))).flat();
  assert.deepEqual(rows[0], {
    question_id: at(questions, 0).id,
    dataset: 'quiz',
    category: 'vowels',
    cluster: 'template 0',
    ambiguous: true,
    polarity: 'neg',
    right: 'unknown',
    model: 'letters:a',
    attack: 'none',
    repeat: 0,
    outcome: 'target',
    response: `Judgment: ${keyOf(at(subjects, 1))}`,
  });
  assert.deepEqual(
    rows.map(({ repeat, right }) => `${repeat} ${right}`),
    ['0 unknown', '0 target', '0 other', '1 unknown', '1 target', '1 other'],
  );
}

async function countsNewestAnswers(fixture: StoreFixture): Promise<void> {
  const quiz = await prepared(fixture, 2);
  const [other] = await prepared(fixture, 1, { dataset: 'test', id: 'f'.repeat(16) });
  assert.ok(other !== undefined);
  const older = await answering(fixture, 'old');
  const newer = await answering(fixture, 'new');
  const of = (condition: number, questions: readonly StoredQuestion[]) =>
    questions.map(({ number }) => ({ condition, question: number, repeat: 0 }));
  await answer(fixture, of(older, [...quiz, other]), 'target');
  await answer(fixture, of(newer, [at(quiz, 1)]), 'other');
  const rows = (await all(fixture.store.answerRows({}))).flat();
  assert.deepEqual(rows.map(({ dataset, outcome }) => `${dataset} ${outcome}`).sort(), [
    'quiz other',
    'test target',
  ]);
}

async function countsAnswers(fixture: StoreFixture): Promise<void> {
  const questions = await prepared(fixture, 2);
  const condition = await answering(fixture);
  const subjects = questions.map(({ number }) => ({ condition, question: number, repeat: 0 }));
  await fixture.store.commit({
    failures: subjects.map(({ question }) => sampleFailure({ condition, scenario: question, repeat: 0 })),
  });
  await answer(fixture, [at(subjects, 0)], 'unparsed');
  const [status] = await fixture.store.status();
  assert.equal(status?.answered, 1);
  assert.deepEqual(status?.labels, {
    target: 0,
    other: 0,
    unknown: 0,
    refused: 0,
    filtered: 0,
    unparsed: 1,
  });
  assert.equal(status?.outcomes.unparsed, 0);
  assert.equal(status?.outcomes.error, 1);
}
