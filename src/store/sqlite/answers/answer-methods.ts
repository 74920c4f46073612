import { type Expression, expressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { AnswerRow, AnswerStore, QuestionFilter, StoredQuestion } from '../../contract/answers.ts';
import { conditionsByName } from '../conditions/conditions.ts';
import { type ConditionDatasets, newestConditionPerDataset } from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { answerLabels } from '../labels/label-tables.ts';
import { pageSize, pages, storeQueries } from '../queries.ts';
import type { StoreTables } from '../tables.ts';
import { replaceQuestions } from './replace-questions.ts';

/** @param alone runs one preparation at a time. */
export function answerMethods(
  connection: SqliteConnection,
  alone: <T>(prepare: () => Promise<T>) => Promise<T>,
): AnswerStore {
  return {
    replaceQuestions: (dataset, questions, options) =>
      alone(() => replaceQuestions(connection, dataset, questions, options)),
    questions: (filter) => readQuestions(connection, filter),
    questionLanguages: async (filter) => questionLanguages(connection, filter),
    countQuestions: async (filter) => countQuestions(connection, filter),
    answered: async (subjects) => knownLabels(connection, answerLabels, subjects),
    countAnswered: async (condition, filter, repeats) =>
      countAnswered(connection, condition, filter, repeats),
    answerRows: (filter) => readAnswerRows(connection, filter),
  };
}

async function* readQuestions(
  connection: SqliteConnection,
  filter: QuestionFilter,
): AsyncGenerator<readonly StoredQuestion[]> {
  const query = storeQueries
    .selectFrom('question')
    .innerJoin('question_text', 'question_text.question', 'question.number')
    .selectAll()
    .where(questionMatches(filter))
    .orderBy('question.number')
    .limit(pageSize);
  const page = (last: number | undefined) => query.where('question.number', '>', last ?? 0);
  for await (const rows of pages(connection, page, (row) => row.number)) {
    yield rows.map(({ text, ...row }) => questionFromRow({ ...row, question: text }));
  }
}

async function* readAnswerRows(
  connection: SqliteConnection,
  filter: QuestionFilter,
): AsyncGenerator<readonly AnswerRow[]> {
  for (const { condition, datasets } of countedAnswers(connection, filter)) {
    const query = answersWithText()
      .where('answer.condition', '=', condition.number)
      .where(questionMatches(filter))
      .where('question.dataset', 'in', [...datasets]);
    const page = (last: { repeat: number; question: number } | undefined) =>
      last === undefined
        ? query
        : query.where(sql<boolean>`(answer.repeat, answer.question) > (${last.repeat}, ${last.question})`);
    for await (const rows of pages(connection, page, (row) => row)) {
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
function countedAnswers(connection: SqliteConnection, filter: QuestionFilter): ConditionDatasets<string>[] {
  return connection.reading(() =>
    [...conditionsByName(connection, 'answer', {})].flatMap((group) => {
      const { parts } = newestConditionPerDataset(group, ({ number }) =>
        answeredDatasets(connection, number, filter),
      );
      return parts;
    }),
  );
}

function answeredDatasets(
  connection: SqliteConnection,
  condition: number,
  filter: QuestionFilter,
): [string, number][] {
  const query = storeQueries
    .selectFrom('answer')
    .crossJoin('question')
    .whereRef('question.number', '=', 'answer.question')
    .where('answer.condition', '=', condition)
    .where(questionMatches(filter))
    .groupBy('question.dataset')
    .orderBy('question.dataset')
    .select((on) => ['question.dataset', on.fn.countAll<number>().as('count')]);
  return connection.all(query).map(({ dataset, count }) => [dataset, count]);
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
      .limit(pageSize)
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

function questionLanguages(
  connection: SqliteConnection,
  filter: QuestionFilter,
): readonly (string | undefined)[] {
  const query = storeQueries.selectFrom('question').where(questionMatches(filter));
  return connection
    .all(query.groupBy('language').select('language').orderBy(sql`min(number)`))
    .map(({ language }) => language ?? undefined);
}

function countQuestions(connection: SqliteConnection, filter: QuestionFilter): number {
  const query = storeQueries
    .selectFrom('question')
    .where(questionMatches(filter))
    .select((on) => on.fn.countAll<number>().as('count'));
  return connection.first(query)?.count ?? 0;
}

function countAnswered(
  connection: SqliteConnection,
  condition: number,
  filter: QuestionFilter,
  repeats: number,
): number {
  const query = storeQueries
    .selectFrom('answer')
    .crossJoin('question')
    .whereRef('question.number', '=', 'answer.question')
    .where('answer.condition', '=', condition)
    .where('answer.repeat', '<', repeats)
    .where(questionMatches(filter))
    .select((on) => on.fn.countAll<number>().as('count'));
  return connection.first(query)?.count ?? 0;
}
