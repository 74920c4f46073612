import { labelledRepeats } from '../label-scan.ts';
import type { LabelTable, SubjectColumn } from '../label-table.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';

/** A label on what was said of one subject in one condition. */
export interface SaidRow<Label extends string> {
  readonly repeat: number;
  readonly outcome: Label;
  /** Number of the call. */
  readonly call: number;
}

/** What was said of one subject in one condition, by repeat: a look-up each, since rows lie in the order of repeats. Within `reading`. */
export function saidOf<Label extends string>(
  connection: SqliteConnection,
  table: LabelTable<Label, SubjectColumn>,
  condition: number,
  subject: number,
): SaidRow<Label>[] {
  const find = `select outcome, call from ${table.name} where condition = ? and repeat = ? and ${table.subject} = ?`;
  const repeats = labelledRepeats(connection, table, condition);
  const rows: SaidRow<Label>[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const row = connection.row(find, condition, repeat, subject);
    if (row !== undefined)
      rows.push({ repeat, outcome: table.labelOf(Number(row[0])), call: Number(row[1]) });
  }
  return rows;
}
