import type { Question } from '../../../core/question.ts';
import { DataError } from '../../../errors/errors.ts';
import { countRevision, inBatches } from '../batch-writer.ts';
import type { SqliteConnection } from '../connection.ts';

const createPrepared = `create temporary table if not exists prepared_question (
  number integer primary key, source_row integer not null)`;
const insertPrepared = 'insert into prepared_question values (?, ?) on conflict do nothing';
const findPrepared = 'select source_row from prepared_question where number = ?';
const setAside = 'update question set active = 0 where active = 1 and dataset = ?';
const putInUse = `update question set active = 1, source_row = prepared_question.source_row from prepared_question
  where question.number = prepared_question.number`;

/** See `AnswerStore.replaceQuestions`; goes about it as `replaceScenarios` does. */
export async function replaceQuestions(
  connection: SqliteConnection,
  dataset: string,
  questions: AsyncIterable<Question>,
): Promise<number> {
  connection.execute(`${createPrepared}; delete from prepared_question`);
  for await (const batch of inBatches(questions)) {
    connection.writing(() => {
      for (const question of batch) prepare(connection, dataset, question);
    });
  }
  const inUse = connection.writing(() => {
    countRevision(connection);
    connection.prepare(setAside).run(dataset);
    return Number(connection.prepare(putInUse).run().changes);
  });
  connection.execute('delete from prepared_question');
  return inUse;
}

function prepare(connection: SqliteConnection, dataset: string, question: Question): void {
  if (question.dataset !== dataset) {
    throw new DataError('a question belongs to another dataset than the one being prepared', {
      where: `row ${question.sourceRow}`,
      expected: dataset,
      found: question.dataset,
    });
  }
  const number = putQuestion(connection, question);
  const { changes } = connection.prepare(insertPrepared).run(number, question.sourceRow);
  if (changes > 0) return;
  throw new DataError('a question comes twice', {
    where: `${dataset}, row ${question.sourceRow}`,
    expected: 'questions that differ in more than the row they stand in',
    found: `item ${question.sourceId} is the same question as in row ${Number(connection.value(findPrepared, number))} (id ${question.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}

const insertQuestion = `insert into question (id, active, dataset, category, cluster, ambiguous, polarity,
  target, other, unknown, label, source_id, source_row) values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do nothing`;
const insertText = `insert into question_text (question, context, text, option_0, option_1, option_2)
  values (?, ?, ?, ?, ?, ?)`;
const findNumber = 'select number from question where id = ?';

/** Adds the question, set aside, or finds the one of its id; gives its number. Within `writing`. */
export function putQuestion(connection: SqliteConnection, question: Question): number {
  const { id, dataset, category, cluster, polarity, target, other, unknown, label } = question;
  const { changes, lastInsertRowid } = connection
    .prepare(insertQuestion)
    .run(
      id,
      dataset,
      category,
      cluster,
      question.ambiguous ? 1 : 0,
      polarity,
      target,
      other,
      unknown,
      label,
      question.sourceId,
      question.sourceRow,
    );
  if (changes === 0) return Number(connection.value(findNumber, id));
  const number = Number(lastInsertRowid);
  connection.prepare(insertText).run(number, question.context, question.question, ...question.options);
  return number;
}
