import { closest } from 'fastest-levenshtein';
import { DataError, UsageError } from '../../errors/errors.ts';
import { findColumn } from '../formats/columns.ts';
import type { OpenTable } from '../formats/read-table.ts';
import { scenarioFields } from './scenario-fields.ts';

/** Which column each field is taken from. */
export type FieldColumns<Field extends string> = Readonly<Partial<Record<Field, string>>>;

/** A field that a table may have, and the names that its column may have. */
export type KnownColumns<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/**
 * The columns of a table: those of the header, or in JSON all that its rows name, in the order of their first row.
 * @param rows how many rows of JSON are looked at
 * @throws DataError where nothing more can be read, or no row is there
 */
export async function columnsOfTable(
  table: OpenTable,
  where: string,
  rows = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  if (table.columns !== null) return table.columns;
  const columns = new Set<string>();
  let firstError: DataError | null = null;
  let seen = 0;
  for await (const read of table.rows()) {
    seen += 1;
    if (seen > rows && columns.size > 0) break;
    if (read.kind === 'row') for (const column of Object.keys(read.value)) columns.add(column);
    else firstError ??= read.error;
  }
  if (columns.size > 0) return [...columns];
  throw (
    firstError ??
    new DataError('No row names a column.', {
      where,
      expected: 'rows with a value in them',
      found: 'empty rows',
      advice: 'Check that this is the right file.',
    })
  );
}

/**
 * Chooses the column of each field: the one that the user names ('' is none), else the first that has a known name.
 * @param where the file, for errors
 * @throws DataError where a named column is not there, or two may be meant; UsageError where there is no such field
 */
export function chooseColumns<Field extends string>(
  columns: readonly string[],
  known: KnownColumns<Field>,
  mapping: Readonly<Partial<Record<string, string>>>,
  where: string,
): FieldColumns<Field> {
  const chosen: Partial<Record<Field, string>> = {};
  for (const field of fieldsOf(known)) {
    const asked = mapping[field];
    const column =
      asked === undefined ? findColumn(columns, known[field], where) : named(field, asked, columns, where);
    if (column !== undefined) chosen[field] = column;
  }
  return chosen;
}

function named(field: string, asked: string, columns: readonly string[], where: string): string | undefined {
  if (columns.includes(asked)) return asked;
  // The field is to be read from no column.
  if (asked === '') return undefined;
  const found = findColumn(columns, [asked], where);
  if (found !== undefined) return found;
  throw new DataError(`The file has no column "${asked}".`, {
    where,
    expected: `a column for "${field}"`,
    found: columns.join(', ').slice(0, 200),
    advice:
      columns.length === 0
        ? 'Check that this is the right file.'
        : didYouMean(field, closest(asked, [...columns])),
  });
}

function didYouMean(field: string, column: string): string {
  // A study file names columns of scenarios alone.
  const isOfScenarios = scenarioFields.some((each) => each === field);
  const inStudyFile = isOfScenarios ? `, or "columns: { ${field}: ${column} }" in a study file` : '';
  return `Did you mean "--column ${field}=${column}"${inStudyFile}?`;
}

/** @throws UsageError where the mapping names a field that there is not */
export function checkFields(
  mapping: Readonly<Partial<Record<string, string>>>,
  fields: readonly string[],
): void {
  const unknown = Object.keys(mapping).find((field) => !fields.includes(field));
  if (unknown === undefined) return;
  const nearest = closest(unknown, fields);
  throw new UsageError(`There is no field "${unknown}" that a column could hold.`, {
    where: `--column ${unknown}=${mapping[unknown]}`,
    expected: fields.join(', '),
    found: unknown,
    advice: `Did you mean "--column ${nearest}=${mapping[unknown]}"?`,
  });
}

function fieldsOf<Field extends string>(known: KnownColumns<Field>): readonly Field[] {
  // Written as a literal of exactly these fields.
  return Object.keys(known) as Field[];
}
