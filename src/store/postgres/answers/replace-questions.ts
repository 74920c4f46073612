import type { Question } from '../../../core/question.ts';
import { checkDataset, finishQuestions, repeatedQuestion } from '../../sql/answers/question-replacement.ts';
import { inBatches } from '../../sql/in-batches.ts';
import { rows, type Steps, value, write } from '../../sql/steps.ts';
import type { PostgresDatabase } from '../postgres-database.ts';
import { records } from '../sql-text.ts';

const lists = [
  'drop table if exists prepared_question',
  'create temporary table prepared_question (number integer primary key, source_row integer not null)',
];
const insertQuestions = `with given as (
    select * from json_to_recordset(?::json) as given (id text, dataset text, category text, cluster text,
      ambiguous integer, polarity text, target integer, other integer, unknown integer, label integer, source_id text,
      source_row integer, language text, context text, text text, option_0 text, option_1 text, option_2 text)
  ), before as (
    select question.id, question.number from question join given using (id)
  ), added as (
    insert into question (id, active, dataset, category, cluster, ambiguous, polarity, target, other, unknown, label,
      source_id, source_row, language)
    select id, 0, dataset, category, cluster, ambiguous, polarity, target, other, unknown, label,
      source_id, source_row, language from given
    where not exists (select 1 from before where before.id = given.id)
    on conflict (id) do nothing returning number, id
  ), texts as (
    insert into question_text (question, context, text, option_0, option_1, option_2)
    select added.number, context, text, option_0, option_1, option_2 from added join given using (id)
  )
  select id, number from before union all select id, number from added`;
const insertPrepared = `insert into prepared_question
  select number, source_row from json_to_recordset(?::json) as given (number integer, source_row integer)
  on conflict (number) do nothing returning number`;
const findPrepared = 'select source_row from prepared_question where number = ?';

/** See `AnswerStore.replaceQuestions`; works as `replaceScenarios` does. */
export async function replaceQuestions(
  database: PostgresDatabase,
  preparing: string,
  dataset: string,
  questions: AsyncIterable<Question>,
  { keepsOthers = false }: { readonly keepsOthers?: boolean } = {},
): Promise<number> {
  return database.together(async (perform) => {
    await perform(() => begin(preparing));
    for await (const batch of inBatches(questions)) await perform(() => prepare(dataset, batch));
    return perform(() => finish(dataset, keepsOthers));
  });
}

function* begin(preparing: string): Steps<void> {
  yield* value(preparing);
  for (const sql of lists) yield* write(sql);
}

function* finish(dataset: string, keepsOthers: boolean): Steps<number> {
  const active = yield* finishQuestions(dataset, keepsOthers);
  yield* write('drop table prepared_question');
  return active;
}

function* prepare(dataset: string, batch: readonly Question[]): Steps<void> {
  const rowsById = new Map<string, number>();
  for (const question of batch) {
    checkDataset(dataset, question);
    const earlier = rowsById.get(question.id);
    if (earlier !== undefined) throw repeatedQuestion(question, earlier);
    rowsById.set(question.id, question.sourceRow);
  }
  const stored = yield* rows(insertQuestions, records(batch.map(recordOf)));
  const numbers = new Map(stored.map(([id, number]) => [String(id), Number(number)]));
  const given = batch.map(({ id, sourceRow }) => ({ number: numbers.get(id), source_row: sourceRow }));
  const added = new Set((yield* rows(insertPrepared, records(given))).map(([number]) => Number(number)));
  const repeated = batch.find(({ id }) => !added.has(numbers.get(id) ?? -1));
  if (repeated === undefined) return;
  const number = numbers.get(repeated.id) ?? -1;
  throw repeatedQuestion(repeated, Number(yield* value(findPrepared, number)));
}

function recordOf(question: Question): object {
  const [option_0, option_1, option_2] = question.options;
  const { id, dataset, category, cluster, polarity, target, other, unknown, label, context } = question;
  return {
    ...{ id, dataset, category, cluster, polarity, target, other, unknown, label, context },
    ambiguous: question.ambiguous ? 1 : 0,
    source_id: question.sourceId,
    source_row: question.sourceRow,
    language: question.language,
    text: question.question,
    ...{ option_0, option_1, option_2 },
  };
}
