import { type SqlRow, type SqlValue, type Statement, type Steps, value } from './steps.ts';
import type { StoreTables } from './tables.ts';

/** A table that is copied row by row, with the columns of its key; what a row refers to comes before it. */
export interface CopiedTable {
  readonly name: keyof StoreTables | 'batch' | 'batch_line';
  readonly key: readonly [string, ...string[]];
}

const bySubject = (name: CopiedTable['name'], subject: string): CopiedTable => ({
  name,
  key: ['condition', 'repeat', subject],
});

/** Every table but indexes, locks and counters, which each database keeps in its own way. */
export const copiedTables: readonly CopiedTable[] = [
  { name: 'scenario', key: ['number'] },
  { name: 'scenario_text', key: ['scenario'] },
  { name: 'sample', key: ['number'] },
  { name: 'sample_member', key: ['sample', 'scenario'] },
  { name: 'condition', key: ['number'] },
  { name: 'call', key: ['number'] },
  { name: 'verdict_probability', key: ['call'] },
  { name: 'question', key: ['number'] },
  { name: 'question_text', key: ['question'] },
  bySubject('judgment', 'scenario'),
  bySubject('emulation', 'scenario'),
  { name: 'explanation', key: ['number'] },
  { name: 'explanation_text', key: ['explanation'] },
  bySubject('agreement', 'explanation'),
  bySubject('agreement_reasons', 'explanation'),
  bySubject('answer', 'question'),
  bySubject('failure', 'subject'),
  { name: 'rating_scale', key: ['point'] },
  { name: 'rating_item', key: ['item'] },
  { name: 'rating', key: ['item', 'rater'] },
  { name: 'adjudication', key: ['item'] },
  { name: 'judged_item', key: ['item'] },
  { name: 'rating_round', key: ['number'] },
  { name: 'rater', key: ['what', 'rater'] },
  { name: 'check_rating', key: ['what', 'rater', 'check_id'] },
  { name: 'person_judgment', key: ['scenario', 'person'] },
  { name: 'text_score', key: ['model', 'endpoint', 'share', 'scenario'] },
  { name: 'note', key: ['scenario', 'call'] },
  { name: 'run', key: ['number'] },
  { name: 'run_part', key: ['run', 'position'] },
  { name: 'batch', key: ['number'] },
  { name: 'batch_line', key: ['key', 'batch'] },
];

/** Columns that only PostgreSQL has: it searches by them. */
const ownColumns = ['hash', 'words'];

/** Rows of a table with the names of their columns. */
export interface CopiedRows {
  readonly names: readonly string[];
  readonly rows: readonly SqlRow[];
}

/** The rows after this key, or the first ones. */
export function* rowsAfter(
  { name, key }: CopiedTable,
  last: readonly SqlValue[] | null,
  limit: number,
): Steps<CopiedRows> {
  const columns = key.join();
  const beyond = last === null ? '' : `where (${columns}) > (${key.map(() => '?').join()})`;
  const { rows, names } = yield {
    sql: `select * from ${name} ${beyond} order by ${columns} limit ${limit}`,
    parameters: last ?? [],
  } satisfies Statement;
  const places = names.flatMap((column, index) => (ownColumns.includes(column) ? [] : [index]));
  return {
    names: places.map((index) => names[index] ?? ''),
    rows:
      places.length === names.length ? rows : rows.map((row) => places.map((index) => row[index] ?? null)),
  };
}

/** The key of a row, by the names of its columns. */
export function keyOf({ key }: CopiedTable, names: readonly string[], row: SqlRow): readonly SqlValue[] {
  return key.map((column) => row[names.indexOf(column)] ?? null);
}

/** Whether there is anything in the store. */
export function* isEmptyStore(): Steps<boolean> {
  const any = copiedTables.map(({ name }) => `exists (select 1 from ${name})`).join(' or ');
  return (yield* value(`select ${any}`)) === 0;
}
