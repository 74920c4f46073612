import { sql } from 'kysely';
import type { AnswerRow, QuestionFilter, StoredQuestion } from './answer-store.ts';
import { claimDatasets, type DatasetClaim } from './claim-datasets.ts';
import { conditionsByName } from './conditions-by-name.ts';
import { answerLabels } from './label-table.ts';
import { pageSize, pages } from './pages.ts';
import { questionMatches } from './question-filter.ts';
import { questionFromRow } from './question-from-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { storeQueries } from './store-queries.ts';

/** See `AnswerStore.questions`. */
export async function* readQuestions(
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

/** See `AnswerStore.answerRows`. */
export async function* readAnswerRows(
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
function countedAnswers(connection: SqliteConnection, filter: QuestionFilter): DatasetClaim<string>[] {
  return connection.reading(() =>
    [...conditionsByName(connection, 'answer', {})].flatMap((group) => {
      const { parts } = claimDatasets(group, ({ number }) => answeredDatasets(connection, number, filter));
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
