import { batchesOf } from '../queries.ts';
import { rows, type Steps } from '../steps.ts';
import type { LabelSubject, LabelTable, SubjectColumn } from './label-tables.ts';

/** The label of each subject, null where there is none yet. Same length and order. */
export function* knownLabels<Label extends string, Column extends SubjectColumn>(
  table: LabelTable<Label, Column>,
  subjects: readonly LabelSubject<Column>[],
): Steps<(Label | null)[]> {
  const codes = yield* codesOf(table.name, table.subject, 'outcome', subjects);
  return codes.map((code) => (code === undefined ? null : table.labelOf(code)));
}

/**
 * A column of the row of each subject, undefined where there is no row.
 * @param name of a table by condition, repeat and the subject's number.
 */
export function* codesOf<Column extends SubjectColumn>(
  name: string,
  subject: Column,
  column: string,
  subjects: readonly LabelSubject<Column>[],
): Steps<(number | undefined)[]> {
  const codes = new Map<LabelSubject<Column>, number>();
  for (const group of Map.groupBy(subjects, ({ condition, repeat }) => `${condition} ${repeat}`).values()) {
    const byNumber = yield* codesOfGroup(`select ${subject}, ${column} from ${name}`, subject, group);
    for (const one of group) {
      const code = byNumber.get(one[subject]);
      if (code !== undefined) codes.set(one, code);
    }
  }
  return subjects.map((one) => codes.get(one));
}

/** By the subject's number. All are of one condition and repeat. */
function* codesOfGroup<Column extends SubjectColumn>(
  select: string,
  subject: Column,
  group: readonly LabelSubject<Column>[],
): Steps<Map<number, number>> {
  const codes = new Map<number, number>();
  const [first] = group;
  if (first === undefined) return codes;
  const numbers = group.map((one) => one[subject]);
  const [from, to] = [Math.min(...numbers), Math.max(...numbers)];
  const of = `${select} where condition = ? and repeat = ?`;
  // One range for all, where gaps are narrow: most of what is planned has no label yet, so there is next to nothing to read.
  const queries =
    to - from <= 4 * numbers.length
      ? [{ where: 'between ? and ?', values: [from, to] }]
      : batchesOf(numbers).map((batch) => ({ where: `in (${batch.map(() => '?').join()})`, values: batch }));
  for (const { where, values } of queries) {
    const found = yield* rows(`${of} and ${subject} ${where}`, first.condition, first.repeat, ...values);
    for (const [number, code] of found) codes.set(Number(number), Number(code));
  }
  return codes;
}
