import { type Expression, expressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { AnswerRow, AnswerStore, QuestionFilter, StoredQuestion } from '../../contract/answers.ts';
import type { NumberRange } from '../../contract/scenarios.ts';
import { conditionsByName } from '../conditions/conditions.ts';
import { type ConditionDatasets, newestConditionPerDataset } from '../conditions/counted-conditions.ts';
import { type Database, pages } from '../database.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { answerLabels } from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { all, each, first, type Steps } from '../steps.ts';
import type { StoreTables } from '../tables.ts';

/** Each database has its own way to store many questions. */
export function answerMethods(database: Database): Omit<AnswerStore, 'replaceQuestions'> {
  const { reading } = database;
  return {
    questions: (filter, range) => readQuestions(database, filter, range),
    questionLanguages: (filter) => reading(() => questionLanguages(filter)),
    countQuestions: (filter) => reading(() => countQuestions(filter)),
    answered: (subjects) => reading(() => knownLabels(answerLabels, subjects)),
    countAnswered: (condition, filter, repeats) => reading(() => countAnswered(condition, filter, repeats)),
    answerRows: (filter) => readAnswerRows(database, filter),
  };
}

async function* readQuestions(
  database: Database,
  filter: QuestionFilter,
  range: NumberRange | undefined,
): AsyncGenerator<readonly StoredQuestion[]> {
  const all = storeQueries
    .selectFrom('question')
    .innerJoin('question_text', 'question_text.question', 'question.number')
    .selectAll()
    .where(questionMatches(filter))
    .orderBy('question.number');
  const query = range === undefined ? all : all.where('question.number', '<=', range.to);
  const page = (last = (range?.from ?? 1) - 1) => query.where('question.number', '>', last);
  for await (const rows of pages(database, page, (row) => row.number)) {
    yield rows.map(({ text, ...row }) => questionFromRow({ ...row, question: text }));
  }
}

async function* readAnswerRows(
  database: Database,
  filter: QuestionFilter,
): AsyncGenerator<readonly AnswerRow[]> {
  for (const { condition, datasets } of await database.reading(() => countedAnswers(filter))) {
    const query = answersWithText()
      .where('answer.condition', '=', condition.number)
      .where(questionMatches(filter))
      .where('question.dataset', 'in', [...datasets]);
    const page = (last: { repeat: number; question: number } | undefined) =>
      last === undefined
        ? query
        : query.where(sql<boolean>`(answer.repeat, answer.question) > (${last.repeat}, ${last.question})`);
    for await (const rows of pages(database, page, (row) => row)) {
      yield rows.map(({ question, label, target, other, ambiguous, outcome, ...row }) => ({
        ...row,
        ambiguous: ambiguous === 1,
        right: label === target ? 'target' : label === other ? 'other' : 'unknown',
        model: condition.model,
        attack: condition.attack,
        outcome: answerLabels.labelOf(outcome),
      }));
    }
  }
}

/** Of several conditions of one model and attack, the newest with answers of a dataset counts for it. */
function* countedAnswers(filter: QuestionFilter): Steps<ConditionDatasets<string>[]> {
  const counted = yield* each(yield* conditionsByName('answer', {}), (group) =>
    newestConditionPerDataset(group, ({ number }) => answeredDatasets(number, filter)),
  );
  return counted.flatMap(({ parts }) => parts);
}

function* answeredDatasets(condition: number, filter: QuestionFilter): Steps<[string, number][]> {
  const query = storeQueries
    .selectFrom('answer')
    .crossJoin('question')
    .whereRef('question.number', '=', 'answer.question')
    .where('answer.condition', '=', condition)
    .where(questionMatches(filter))
    .groupBy('question.dataset')
    .orderBy('question.dataset')
    .select((on) => ['question.dataset', on.fn.countAll<number>().as('count')]);
  return (yield* all(query)).map(({ dataset, count }) => [dataset, count]);
}

function answersWithText() {
  return (
    storeQueries
      .selectFrom('answer')
      // Cross joins: SQLite then keeps the order written here, which is the order of the rows.
      .crossJoin('question')
      .crossJoin('call')
      .whereRef('question.number', '=', 'answer.question')
      .whereRef('call.number', '=', 'answer.call')
      .select(['answer.question', 'answer.repeat', 'answer.outcome', 'call.text as response'])
      .select(['question.id as question_id', 'question.dataset', 'question.category', 'question.cluster'])
      .select(['question.ambiguous', 'question.polarity', 'question.label'])
      .select(['question.target', 'question.other'])
      .orderBy('answer.repeat')
      .orderBy('answer.question')
  );
}

/** The columns of a question and of its text, which is named `question` here. */
type QuestionRow = Omit<Selectable<StoreTables['question']>, 'active'> &
  Omit<Selectable<StoreTables['question_text']>, 'question' | 'text'> & { readonly question: string };

export function questionFromRow(row: QuestionRow): StoredQuestion {
  const { number, id, dataset, category, cluster, polarity, context, question } = row;
  return {
    ...{ number, id, dataset, category, cluster, polarity, context, question },
    ambiguous: row.ambiguous === 1,
    options: [row.option_0, row.option_1, row.option_2],
    target: row.target,
    other: row.other,
    unknown: row.unknown,
    label: row.label,
    sourceId: row.source_id,
    sourceRow: row.source_row,
    ...(row.language === null ? {} : { language: row.language }),
  };
}

/** The filter as a condition on `question`, for any query that has that table. */
function questionMatches({ datasets, categories }: QuestionFilter): Expression<SqlBool> {
  const on = expressionBuilder<StoreTables, 'question'>();
  const conditions: Expression<SqlBool>[] = [on('question.active', '=', 1)];
  if (datasets !== undefined) conditions.push(on('question.dataset', 'in', [...datasets]));
  if (categories !== undefined) conditions.push(on('question.category', 'in', [...categories]));
  return on.and(conditions);
}

function* questionLanguages(filter: QuestionFilter): Steps<readonly (string | undefined)[]> {
  const query = storeQueries.selectFrom('question').where(questionMatches(filter));
  const rows = yield* all(query.groupBy('language').select('language').orderBy(sql`min(number)`));
  return rows.map(({ language }) => language ?? undefined);
}

function* countQuestions(filter: QuestionFilter): Steps<number> {
  const query = storeQueries
    .selectFrom('question')
    .where(questionMatches(filter))
    .select((on) => on.fn.countAll<number>().as('count'));
  return (yield* first(query))?.count ?? 0;
}

function* countAnswered(condition: number, filter: QuestionFilter, repeats: number): Steps<number> {
  const query = storeQueries
    .selectFrom('answer')
    .crossJoin('question')
    .whereRef('question.number', '=', 'answer.question')
    .where('answer.condition', '=', condition)
    .where('answer.repeat', '<', repeats)
    .where(questionMatches(filter))
    .select((on) => on.fn.countAll<number>().as('count'));
  return (yield* first(query))?.count ?? 0;
}
