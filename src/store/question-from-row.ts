import type { Selectable } from 'kysely';
import type { StoredQuestion } from './answer-store.ts';
import type { StoreTables } from './store-tables.ts';

/** The columns of a question and of its text, which stands here as `question`. */
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
  };
}
