import type { SqliteConnection } from '../connection.ts';
import type { LabelSubject, LabelTable, SubjectColumn } from './label-tables.ts';

/** The label of each subject, null where there is none yet. Same length and order. */
export function knownLabels<Label extends string, Column extends SubjectColumn>(
  connection: SqliteConnection,
  table: LabelTable<Label, Column>,
  subjects: readonly LabelSubject<Column>[],
): (Label | null)[] {
  return connection.reading(() => {
    const range = rangeOf(table.subject, subjects);
    const codes =
      range === null
        ? codesOneByOne(connection, table, subjects)
        : codesOfRange(connection, table, subjects, range);
    return codes.map((code) => (code === undefined ? null : table.labelOf(code)));
  });
}

/** Condition, repeat, first and last number of subjects, as a query takes them. */
type Range = readonly [condition: number, repeat: number, from: number, to: number];

/** Null unless they are of one condition and repeat, in the order of their numbers, as planning asks, and without wide gaps. */
function rangeOf<Column extends SubjectColumn>(
  column: Column,
  subjects: readonly LabelSubject<Column>[],
): Range | null {
  const [first] = subjects;
  const last = subjects.at(-1);
  if (first === undefined || last === undefined) return null;
  if (last[column] - first[column] > 4 * subjects.length) return null;
  const inOrder = subjects.every(
    (subject, index) =>
      subject.condition === first.condition &&
      subject.repeat === first.repeat &&
      subject[column] >= (subjects[index - 1] ?? first)[column],
  );
  return inOrder ? [first.condition, first.repeat, first[column], last[column]] : null;
}

/** One query for all: most of what is planned has no label yet, so that there is next to nothing to read. */
function codesOfRange<Label extends string, Column extends SubjectColumn>(
  connection: SqliteConnection,
  { name, subject: column }: LabelTable<Label, Column>,
  subjects: readonly LabelSubject<Column>[],
  range: Range,
): (number | undefined)[] {
  const query = `select ${column}, outcome from ${name}
    where condition = ? and repeat = ? and ${column} between ? and ?`;
  const codes = new Map<number, number>();
  for (const [number, outcome] of connection.rows(query, ...range)) {
    codes.set(Number(number), Number(outcome));
  }
  return subjects.map((subject) => codes.get(subject[column]));
}

function codesOneByOne<Label extends string, Column extends SubjectColumn>(
  connection: SqliteConnection,
  { name, subject: column }: LabelTable<Label, Column>,
  subjects: readonly LabelSubject<Column>[],
): (number | undefined)[] {
  const label = `select outcome from ${name} where condition = ? and repeat = ? and ${column} = ?`;
  return subjects.map((subject) => {
    const code = connection.value(label, subject.condition, subject.repeat, subject[column]);
    return code === undefined ? undefined : Number(code);
  });
}
