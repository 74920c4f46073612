import { closest } from 'fastest-levenshtein';
import { DataError, UsageError } from '../../errors/errors.ts';
import { readRecords } from './read-records.ts';
import { knownColumns, type ScenarioField, scenarioFields } from './scenario-fields.ts';

/** Which column to take a field from, where its name is not one that is known. */
export type ColumnMapping = Readonly<Partial<Record<ScenarioField, string>>>;

/** How a scenario file is read; all of it may be left out. */
export interface ScenarioFileOptions {
  /** Dataset that the scenarios are stored under; else the file's own column, else the file's name. */
  readonly dataset?: string;
  readonly columns?: ColumnMapping;
}

/** How a file will be read. */
export interface ScenarioFilePlan {
  readonly columns: ColumnMapping;
  /** What was assumed, as sentences to the user. */
  readonly notes: readonly string[];
}

/** Sets of fields that make a text. */
const texts: readonly (readonly ScenarioField[])[] = [
  ['scenario'],
  ['scenario_adv'],
  ['statement'],
  ['context', 'question', 'answer'],
  ['prompt', 'completion'],
];

/**
 * Finds out from the first record which columns a scenario file has and what has to be assumed.
 * @throws DataError when a mapped column is not there, or no columns make a text; UsageError when the mapping
 * names a field that there is not
 */
export async function planScenarioFile(
  path: string,
  options: ScenarioFileOptions = {},
): Promise<ScenarioFilePlan> {
  checkFields(options.columns ?? {});
  const header = await columnsOf(path);
  const columns: Partial<Record<ScenarioField, string>> = {};
  for (const field of scenarioFields) {
    const column = columnOf(field, header, options.columns ?? {}, path);
    if (column !== undefined) columns[field] = column;
  }
  if (!texts.some((fields) => fields.every((field) => columns[field] !== undefined))) {
    throw noText(path, header);
  }
  return { columns, notes: assumptions(columns) };
}

function checkFields(mapping: ColumnMapping): void {
  const fields: readonly string[] = scenarioFields;
  const unknown = Object.keys(mapping).find((field) => !fields.includes(field));
  if (unknown === undefined) return;
  throw new UsageError(`A scenario has no field "${unknown}".`, {
    expected: fields.join(', '),
    found: unknown,
    advice: `Did you mean "${closest(unknown, fields)}"?`,
  });
}

async function columnsOf(path: string): Promise<readonly string[]> {
  for await (const record of readRecords(path)) {
    if (record.kind === 'row') return Object.keys(record.value);
  }
  throw new DataError('The file holds no records.', {
    where: path,
    advice: 'Check that this is the right file.',
  });
}

function columnOf(
  field: ScenarioField,
  header: readonly string[],
  mapping: ColumnMapping,
  path: string,
): string | undefined {
  const asked = mapping[field];
  if (asked === undefined) return knownColumns[field].find((column) => header.includes(column));
  if (header.includes(asked)) return asked;
  throw new DataError(`The file has no column "${asked}".`, {
    where: path,
    expected: `a column for "${field}"`,
    found: header.join(', '),
    advice: `Did you mean "${closest(asked, [...header])}"?`,
  });
}

function noText(path: string, header: readonly string[]): DataError {
  return new DataError('No column holds the text of a scenario.', {
    where: path,
    expected: texts.map((fields) => fields.join(' + ')).join(', or '),
    found: header.join(', '),
    advice: 'Say which column is which, for example scenario=your_column.',
  });
}

function assumptions(columns: ColumnMapping): readonly string[] {
  const notes: string[] = [];
  if (columns.gold === undefined) notes.push('No gold label in the file: every scenario is taken as biased.');
  if (columns.category === undefined) notes.push('No category in the file: every scenario is "unspecified".');
  if (columns.id === undefined && columns.sourceId === undefined) {
    notes.push('No id in the file: scenarios are named by their content.');
  }
  return notes;
}
