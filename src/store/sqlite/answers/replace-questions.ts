import type { Question } from '../../../core/question.ts';
import { DataError } from '../../../errors/errors.ts';
import type { SqliteConnection } from '../connection.ts';
import { countRevision } from '../queries.ts';
import { preparedQuestions, questionWrites } from '../raw-writes.ts';
import { inBatches } from '../scenarios/replace-scenarios.ts';

const findPrepared = 'select source_row from prepared_question where number = ?';

/** See `AnswerStore.replaceQuestions`; works as `replaceScenarios` does. */
export async function replaceQuestions(
  connection: SqliteConnection,
  dataset: string,
  questions: AsyncIterable<Question>,
  { keepsOthers = false }: { readonly keepsOthers?: boolean } = {},
): Promise<number> {
  connection.execute(`${preparedQuestions.create}; ${preparedQuestions.clear}`);
  for await (const batch of inBatches(questions)) {
    connection.writing(() => {
      for (const question of batch) prepare(connection, dataset, question);
    });
  }
  const active = connection.writing(() => {
    countRevision(connection);
    if (!keepsOthers) connection.prepare(preparedQuestions.deactivate).run(dataset);
    return Number(connection.prepare(preparedQuestions.activate).run().changes);
  });
  connection.execute(preparedQuestions.clear);
  return active;
}

function prepare(connection: SqliteConnection, dataset: string, question: Question): void {
  if (question.dataset !== dataset) {
    throw new DataError('A question belongs to another dataset than the one being prepared.', {
      where: `row ${question.sourceRow}`,
      expected: dataset,
      found: question.dataset,
    });
  }
  const number = putQuestion(connection, question);
  const { changes } = connection.prepare(preparedQuestions.insert).run(number, question.sourceRow);
  if (changes > 0) return;
  throw new DataError('A question comes twice.', {
    where: `${dataset}, row ${question.sourceRow}`,
    expected: 'questions that differ in more than their row',
    found: `item ${question.sourceId} is the same question as in row ${Number(connection.value(findPrepared, number))} (id ${question.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}

const findNumber = 'select number from question where id = ?';

/** Adds the question, inactive, or finds the one of its id; gives its number. Within `writing`. */
function putQuestion(connection: SqliteConnection, question: Question): number {
  const { id, dataset, category, cluster, polarity, target, other, unknown, label } = question;
  const { changes, lastInsertRowid } = connection
    .prepare(questionWrites.insert)
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
      question.language ?? null,
    );
  if (changes === 0) return Number(connection.value(findNumber, id));
  const number = Number(lastInsertRowid);
  connection
    .prepare(questionWrites.insertText)
    .run(number, question.context, question.question, ...question.options);
  return number;
}
