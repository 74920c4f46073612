import type { Question } from '../../../core/question.ts';
import { checkDataset, finishQuestions, repeatedQuestion } from '../../sql/answers/question-replacement.ts';
import { inBatches } from '../../sql/in-batches.ts';
import type { SqliteConnection } from '../connection.ts';
import { preparedQuestions, questionWrites } from '../raw-writes.ts';
import { perform } from '../sqlite-database.ts';

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
  const active = connection.writing(() => perform(connection, finishQuestions(dataset, keepsOthers)));
  connection.execute(preparedQuestions.clear);
  return active;
}

function prepare(connection: SqliteConnection, dataset: string, question: Question): void {
  checkDataset(dataset, question);
  const number = putQuestion(connection, question);
  const { changes } = connection.prepare(preparedQuestions.insert).run(number, question.sourceRow);
  if (changes > 0) return;
  throw repeatedQuestion(question, Number(connection.value(findPrepared, number)));
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
