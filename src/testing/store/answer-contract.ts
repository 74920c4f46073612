import assert from 'node:assert/strict';
import type { AnswerOutcome, BbqQuestion } from '../../core/bbq-question.ts';
import { DataError } from '../../errors/errors.ts';
import type { AnswerSubject, StoredQuestion } from '../../store/contract/answers.ts';
import { sampleQuestion } from '../sample-question.ts';
import {
  all,
  at,
  type StoreBench,
  type StoreClaim,
  sampleCall,
  sampleFailure,
  stream,
} from './store-fixture.ts';

/** What a store holds to about BBQ's questions and models' answers. */
export const answerClaims: Readonly<Record<string, StoreClaim>> = {
  'gives questions back as they were put, numbered in the order of storing': givesQuestions,
  'sets aside questions that are no longer given, and takes them back with their answers': setsQuestionsAside,
  'changes nothing when the stream of questions throws': keepsQuestionsOnError,
  'names both rows of a question that comes twice, and refuses one of another dataset': refusesQuestions,
  'streams more questions than fit one batch, and narrows them': streamsQuestions,
  'knows what was answered, and how': knowsAnswered,
  'exports answers with what was right, in order': exportsAnswers,
  'counts the newest condition of a model and attack, dataset by dataset, among answers': countsNewestAnswers,
  'counts answers in the status, and keeps failures until there is one': countsAnswers,
};

async function prepared(
  bench: StoreBench,
  count: number,
  content: Partial<BbqQuestion> = {},
): Promise<readonly StoredQuestion[]> {
  const questions = Array.from({ length: count }, (_, index) => sampleQuestion(index, content));
  const dataset = content.dataset ?? 'quiz';
  assert.equal(await bench.store.replaceQuestions(dataset, stream(questions)), count);
  return stored(bench, { datasets: [dataset] });
}

async function stored(
  { store }: StoreBench,
  filter: Parameters<StoreBench['store']['questions']>[0] = {},
): Promise<readonly StoredQuestion[]> {
  return (await all(store.questions(filter))).flat();
}

async function answering(bench: StoreBench, promptHash = 'first', model = 'letters:a'): Promise<number> {
  return (await bench.condition({ stage: 'answer', model, promptHash })).number;
}

const keyOf = ({ condition, question, repeat }: AnswerSubject) => `c${condition}q${question}r${repeat}`;

async function answer(
  { store }: StoreBench,
  subjects: readonly AnswerSubject[],
  outcome: AnswerOutcome,
): Promise<void> {
  const keyed = subjects.map((subject) => ({ ...subject, key: keyOf(subject) }));
  await store.commit({
    calls: keyed.map(({ key, condition }) => sampleCall(key, condition)),
    answers: keyed.map((subject) => ({ ...subject, outcome, parserVersion: 1 })),
  });
}

async function givesQuestions(bench: StoreBench): Promise<void> {
  const questions = [
    sampleQuestion(0, { context: 'Ä "quoted", \t and \n', options: ['', '🅰️', 'x'] }),
    sampleQuestion(1, { target: 2, other: 0, unknown: 1, label: 0 }),
  ];
  assert.equal(await bench.store.replaceQuestions('quiz', stream(questions)), 2);
  const found = await stored(bench);
  assert.deepEqual(
    found.map(({ number: _, ...question }) => question),
    questions,
  );
  assert.ok(at(found, 0).number < at(found, 1).number);
}

async function setsQuestionsAside(bench: StoreBench): Promise<void> {
  const before = await prepared(bench, 3);
  await prepared(bench, 1, { dataset: 'test', id: 'f'.repeat(16) });
  const condition = await answering(bench);
  await answer(bench, [{ condition, question: at(before, 0).number, repeat: 0 }], 'target');
  const moved = [sampleQuestion(2), sampleQuestion(1, { sourceRow: 9 })];
  assert.equal(await bench.store.replaceQuestions('quiz', stream(moved)), 2);
  const rows = (await stored(bench)).map(({ dataset, sourceRow }) => `${dataset} ${sourceRow}`);
  assert.deepEqual(rows, ['quiz 9', 'quiz 3', 'test 1']);
  assert.deepEqual(await all(bench.store.answerRows({})), []);
  assert.equal(await bench.store.countAnswered(condition, {}, 1), 0);
  assert.deepEqual(await prepared(bench, 3), before);
  assert.equal(await bench.store.countAnswered(condition, {}, 1), 1);
}

async function keepsQuestionsOnError(bench: StoreBench): Promise<void> {
  const before = await prepared(bench, 2);
  async function* broken() {
    for (let index = 1; index < 2500; index += 1) yield sampleQuestion(index);
    throw new Error('the file ends here');
  }
  await assert.rejects(bench.store.replaceQuestions('quiz', broken()), /the file ends here/);
  assert.deepEqual(await stored(bench), before);
}

async function refusesQuestions({ store }: StoreBench): Promise<void> {
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

async function streamsQuestions(bench: StoreBench): Promise<void> {
  const found = await prepared(bench, 2100);
  assert.equal(new Set(found.map(({ id }) => id)).size, 2100);
  assert.equal(await bench.store.countQuestions({}), 2100);
  assert.equal(await bench.store.countQuestions({ categories: ['vowels'] }), 1050);
  assert.equal(await bench.store.countQuestions({ datasets: ['test'] }), 0);
  assert.equal((await stored(bench, { categories: ['vowels'] })).length, 1050);
}

async function knowsAnswered(bench: StoreBench): Promise<void> {
  const [one, two] = await prepared(bench, 2);
  assert.ok(one !== undefined && two !== undefined);
  const condition = await answering(bench);
  const subject = (question: StoredQuestion, repeat: number) => ({
    condition,
    question: question.number,
    repeat,
  });
  await answer(bench, [subject(two, 1)], 'unknown');
  await answer(bench, [subject(one, 0)], 'refused');
  const subjects = [subject(one, 1), subject(two, 1), subject(one, 0)];
  assert.deepEqual(await bench.store.answered(subjects), [null, 'unknown', 'refused']);
  assert.equal(await bench.store.countAnswered(condition, {}, 2), 2);
  assert.equal(await bench.store.countAnswered(condition, {}, 1), 1);
  assert.equal(await bench.store.countAnswered(condition, { categories: [two.category] }, 2), 1);
  await answer(bench, [subject(one, 0)], 'other');
  assert.deepEqual(await bench.store.answered([subject(one, 0)]), ['other']);
}

async function exportsAnswers(bench: StoreBench): Promise<void> {
  const questions = [
    sampleQuestion(0),
    sampleQuestion(1, { label: 0, ambiguous: false }),
    sampleQuestion(2, { label: 1, ambiguous: false }),
  ];
  await bench.store.replaceQuestions('quiz', stream(questions));
  const condition = await answering(bench);
  const subjects = (await stored(bench)).flatMap(({ number }) =>
    [1, 0].map((repeat) => ({ condition, question: number, repeat })),
  );
  await answer(bench, subjects, 'target');
  const rows = (await all(bench.store.answerRows({}))).flat();
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

async function countsNewestAnswers(bench: StoreBench): Promise<void> {
  const quiz = await prepared(bench, 2);
  const [other] = await prepared(bench, 1, { dataset: 'test', id: 'f'.repeat(16) });
  assert.ok(other !== undefined);
  const older = await answering(bench, 'old');
  const newer = await answering(bench, 'new');
  const of = (condition: number, questions: readonly StoredQuestion[]) =>
    questions.map(({ number }) => ({ condition, question: number, repeat: 0 }));
  await answer(bench, of(older, [...quiz, other]), 'target');
  await answer(bench, of(newer, [at(quiz, 1)]), 'other');
  const rows = (await all(bench.store.answerRows({}))).flat();
  assert.deepEqual(rows.map(({ dataset, outcome }) => `${dataset} ${outcome}`).sort(), [
    'quiz other',
    'test target',
  ]);
}

async function countsAnswers(bench: StoreBench): Promise<void> {
  const questions = await prepared(bench, 2);
  const condition = await answering(bench);
  const subjects = questions.map(({ number }) => ({ condition, question: number, repeat: 0 }));
  await bench.store.commit({
    failures: subjects.map(({ question }) => sampleFailure({ condition, scenario: question, repeat: 0 })),
  });
  await answer(bench, [at(subjects, 0)], 'unparsed');
  const [status] = await bench.store.status();
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
