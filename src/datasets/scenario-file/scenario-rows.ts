import { basename } from 'node:path';
import { closest } from 'fastest-levenshtein';
import type { Scenario } from '../../core/scenario.ts';
import { DataError, UsageError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { checkRow, contentHash, repeatedId, toScenario } from '../formats/rows.ts';
import { type FileRecord, readRecords } from './read-records.ts';
import {
  knownColumns,
  type RowText,
  rowTexts,
  type ScenarioCells,
  type ScenarioField,
  scenarioCells,
  scenarioFields,
} from './scenario-fields.ts';

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

/** A row of a scenario file with the scenarios that it gives, or why it gives none. */
export type ScenarioRow =
  | {
      readonly kind: 'row';
      readonly row: number;
      readonly record: FileRecord;
      /** The row's own id, where it has one. */
      readonly id: string | null;
      readonly sourceId: string;
      readonly scenarios: readonly RowScenario[];
    }
  | Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

export interface RowScenario {
  readonly scenario: Scenario;
  /** True where its text came from the column `scenario_adv`. */
  readonly harder: boolean;
}

/**
 * Streams the rows of a scenario file, see `readScenarioFile`. Whether an id or a scenario was in the file
 * before is not looked at.
 * @throws DataError where nothing more can be read, or no column holds a text
 */
export async function* scenarioRows(path: string, options: ScenarioFileOptions): AsyncGenerator<ScenarioRow> {
  const { columns } = await planScenarioFile(path, options);
  const stem = basename(path).replace(/(\.(csv|tsv|txt|jsonl|ndjson))?(\.gz)?$/i, '');
  for await (const read of readRecords(path)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row, value } = read;
    const where = `${path}:${row}`;
    const checked = checkRow(scenarioCells, byField(value, columns), where);
    yield checked.kind === 'invalid'
      ? { ...checked, row }
      : scenarioRow({ cells: checked.value, record: value, row, path, stem, dataset: options.dataset });
  }
}

function byField(record: FileRecord, columns: ColumnMapping): FileRecord {
  return Object.fromEntries(
    scenarioFields.map((field) => {
      // In JSON Lines a later row may have other fields than the first.
      const column = columns[field] ?? knownColumns[field].find((name) => Object.hasOwn(record, name));
      return [field, column !== undefined && Object.hasOwn(record, column) ? record[column] : null];
    }),
  );
}

interface Row {
  readonly cells: ScenarioCells;
  readonly record: FileRecord;
  readonly row: number;
  readonly path: string;
  readonly stem: string;
  readonly dataset: string | undefined;
}

function scenarioRow(from: Row): ScenarioRow {
  const { cells, record, row, path } = from;
  const sourceId = sourceIdOf(from);
  const texts = rowTexts(cells);
  if (typeof texts === 'string') {
    const reason = `the row is without ${texts}`;
    return { kind: 'left-out', item: { file: path, row, sourceId, reason } };
  }
  const scenarios: RowScenario[] = [];
  for (const text of texts) {
    const scenario = scenarioOf(from, text, sourceId);
    const changed = changedSinceExport(from, scenario);
    if (changed !== null) return { kind: 'invalid', error: changed, row };
    scenarios.push({ scenario, harder: text.variant === 'scenario_adv' });
  }
  return { kind: 'row', row, record, id: cells.id, sourceId, scenarios };
}

function sourceIdOf({ cells, stem }: Row): string {
  if (cells.sourceId !== null) return cells.sourceId;
  const { id, sourceRow, ...said } = cells;
  return `${stem}:${id ?? contentHash(JSON.stringify(said))}`;
}

function scenarioOf(
  { cells, row, dataset, stem }: Row,
  { text, form, variant }: RowText,
  sourceId: string,
): Scenario {
  const gold = cells.gold ?? 'biased';
  return toScenario(
    {
      dataset: dataset ?? cells.dataset ?? stem,
      form: cells.form ?? form,
      category: cells.category ?? 'unspecified',
      variant: variantOf(cells.variant, variant),
      polarity: cells.polarity,
      gold,
      control: cells.control ?? gold === 'unbiased',
      cluster: cells.cluster ?? sourceId,
      group: cells.group,
      text,
      sourceId,
    },
    cells.sourceRow ?? row,
  );
}

function variantOf(said: string | null, own: string): string {
  if (said === null) return own;
  return own === 'scenario_adv' ? `${said}-adv` : said;
}

/** An exported row names its dataset and source; its id is then a hash of all that it says. */
function changedSinceExport({ cells, dataset, path, row }: Row, scenario: Scenario): DataError | null {
  const exported = cells.dataset !== null && cells.sourceId !== null && dataset === undefined;
  if (!exported || cells.id === null || cells.id === scenario.id) return null;
  return new DataError('The row is not as it was exported: its id belongs to another content.', {
    where: `${path}:${row}`,
    expected: `the id ${scenario.id}`,
    found: cells.id,
    advice: 'If the change was meant, remove the id column: scenarios then get new ids.',
  });
}

/**
 * Streams the scenarios of a file that was written elsewhere (CSV, TSV or JSON Lines, plain or `.gz`), or
 * exported by this program: then every field comes back, and the same ids. What the file does not say is
 * assumed as `planScenarioFile` notes; columns that are not known are passed over.
 * @throws DataError where nothing more can be read, or no column holds a text
 * @example
 * for await (const item of readScenarioFile('scenarios.csv')) {
 *   if (item.kind === 'scenario') console.log(item.scenario.gold);
 * }
 */
export async function* readScenarioFile(
  path: string,
  options: ScenarioFileOptions = {},
): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const row of scenarioRows(path, options)) {
    if (row.kind === 'row') yield* newScenarios(row, path, seen);
    else yield row;
  }
}

function* newScenarios(
  { row, id, sourceId, scenarios }: Extract<ScenarioRow, { kind: 'row' }>,
  path: string,
  seen: Map<string, number>,
): Generator<ReadItem> {
  const repeated = id === null ? null : repeatedId(seen, `id ${id}`, row, (line) => `${path}:${line}`);
  if (repeated !== null) {
    yield { kind: 'invalid', error: repeated, row };
    return;
  }
  for (const { scenario } of scenarios) {
    const earlier = seen.get(scenario.id);
    seen.set(scenario.id, earlier ?? row);
    if (earlier === undefined) yield { kind: 'scenario', scenario };
    else {
      const reason = `the row says the same as line ${earlier}`;
      yield { kind: 'left-out', item: { file: path, row, sourceId, reason } };
    }
  }
}
