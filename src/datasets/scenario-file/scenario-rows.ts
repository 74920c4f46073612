import { scenarioFromWanted, type WantedScenario } from '../../core/wanted-scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { type OpenTable, openTable, type RowValues } from '../formats/read-table.ts';
import { contentHash } from '../formats/rows.ts';
import type { FileOptions } from '../formats/text.ts';
import { hasChoices, publishedFormat } from '../published-columns.ts';
import { type GoldOptions, goldOf, possibleGoldColumn } from './gold-labels.ts';
import { checkTexts, OddValues } from './odd-values.ts';
import {
  cellsReader,
  exportedText,
  knownColumns,
  type RowText,
  rowTexts,
  type ScenarioCells,
  type ScenarioField,
  scenarioFields,
  trimmedCells,
} from './scenario-fields.ts';
import { checkFields, chooseColumns, columnsOfTable, type FieldColumns } from './table-columns.ts';

/** Which column to take a field from, where its name is not one that is known. */
export type ColumnMapping = FieldColumns<ScenarioField>;

/** How a scenario file is read; all of it may be left out. */
export interface ScenarioFileOptions extends GoldOptions {
  /** Dataset that the scenarios are stored under; else the file's own column, else `imported`. */
  readonly dataset?: string;
  readonly columns?: ColumnMapping;
  /** Whether it was found out which column holds the text, and neither said nor named so. */
  readonly isTextAssumed?: boolean;
  /** How the file is written, where that is not found out from it. */
  readonly file?: FileOptions;
  /** The rows, where the file is no table itself. */
  readonly table?: OpenTable;
}

/** Dataset of scenarios for which neither the file nor the user names one. */
export const unnamedDataset = 'imported';

/** A row of a scenario file with the scenarios that it gives, or why it gives none. */
export type ScenarioRow =
  | {
      readonly kind: 'row';
      readonly row: number;
      readonly record: RowValues;
      readonly scenarios: readonly RowScenario[];
    }
  | Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

/** A scenario that a row gives. */
export interface RowScenario {
  readonly wanted: WantedScenario;
  /** True where its text came from the column `scenario_adv`. */
  readonly harder: boolean;
}

/** A file whose rows say scenarios, opened. */
export interface ScenarioTable {
  readonly columns: ColumnMapping;
  /** All columns, as the file names them. */
  readonly header: readonly string[];
  /**
   * Streams the rows. Whether an id or a scenario was in the file before is not looked at.
   * @throws DataError where nothing more can be read
   */
  rows(): AsyncIterable<ScenarioRow>;
  /** What is assumed of scenarios that are new, as sentences to the user; of all rows that were read so far. */
  readonly assumptions: readonly string[];
  /** What is odd, likewise. */
  readonly oddities: readonly string[];
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
 * Opens a file whose rows say scenarios, and finds out which columns hold what.
 * @param needsText false where an id is enough, because the scenario is stored already
 * @throws DataError when a mapped column is not there, or no columns make a text
 */
export async function openScenarioTable(
  path: string,
  options: ScenarioFileOptions = {},
  needsText = true,
): Promise<ScenarioTable> {
  const table = withTextParts(options.table ?? (await openTable(path, options.file)));
  const { header, columns } = await chosenColumns(table, options, path, needsText);
  const odd = new OddValues();
  return {
    columns,
    header,
    rows: () => scenarioRows(table, { path, header, columns, options, odd, needsText }),
    get assumptions() {
      return odd.assumptions;
    },
    get oddities() {
      return odd.oddities;
    },
  };
}

/** Rows of JSON that the columns are found from at first, so that a long file need not be read before its first row is given. */
const firstRows = 1000;

/** The columns, from the first rows where these have a text, else from all. */
async function chosenColumns(
  table: OpenTable,
  options: ScenarioFileOptions,
  path: string,
  needsText: boolean,
) {
  const choose = async (rows: number) => {
    const header = await columnsOfTable(table, path, rows);
    const columns = await scenarioColumns(table, header, options, path);
    const isThere = (fields: readonly ScenarioField[]) =>
      fields.every((field) => columns[field] !== undefined);
    if (!texts.some(isThere) && (needsText || columns.id === undefined))
      throw noText(path, header, needsText);
    return { header, columns };
  };
  if (table.format !== 'json' || !needsText) return choose(Number.POSITIVE_INFINITY);
  return choose(firstRows).catch((error: unknown) => {
    if (error instanceof DataError) return choose(Number.POSITIVE_INFINITY);
    throw error;
  });
}

/** In JSON, a text may be an object: its parts come out as columns of their own. */
function withTextParts(table: OpenTable): OpenTable {
  if (table.format !== 'json') return table;
  return {
    ...table,
    async *rows() {
      for await (const read of table.rows()) {
        const text = read.kind === 'row' ? read.value.text : null;
        if (read.kind === 'invalid' || typeof text !== 'object' || text === null) yield read;
        else yield { ...read, value: { ...read.value, ...text, text: null } };
      }
    },
  };
}

async function scenarioColumns(
  table: OpenTable,
  header: readonly string[],
  options: ScenarioFileOptions,
  path: string,
): Promise<ColumnMapping> {
  const mapping = options.columns ?? {};
  checkFields(mapping, scenarioFields);
  const columns = chooseColumns(header, knownColumns, mapping, path);
  const { answer, ...others } = columns;
  const safe = answer !== undefined && mapping.answer === undefined && hasChoices(header) ? others : columns;
  if (safe.gold !== undefined) return safe;
  const gold = await possibleGoldColumn(table, header, options, path);
  return gold === undefined ? safe : { ...safe, gold };
}

const likelyText = /^(text|post|sentence|prompt|input|comment|tweet|question|content)$/i;

function noText(path: string, header: readonly string[], needsText: boolean): DataError {
  const published = publishedFormat(header);
  return new DataError('No column holds the text of a scenario.', {
    where: path,
    expected: `${texts.map((fields) => fields.join(' + ')).join(', or ')}${needsText ? '' : ', or an id'}`,
    found: header.join(', ').slice(0, 200),
    advice:
      published === null
        ? columnAdvice(header.find((column) => likelyText.test(column)) ?? 'your_column')
        : `The columns are those of ${published.title}: "hvsb prepare --dataset ${published.datasets[0]} --from FILE" reads it.`,
  });
}

function columnAdvice(column: string): string {
  return `Say which column is which: "--column scenario=${column}", or "columns: { scenario: ${column} }" in a study file.`;
}

interface Reading {
  readonly path: string;
  readonly header: readonly string[];
  readonly columns: ColumnMapping;
  readonly options: ScenarioFileOptions;
  readonly odd: OddValues;
  readonly needsText: boolean;
}

async function* scenarioRows(table: OpenTable, opened: Reading): AsyncGenerator<ScenarioRow> {
  let reading = opened;
  let known = new Set(opened.header);
  let cellsOf = cellsReader(opened.columns);
  for await (const read of table.rows()) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row, value } = read;
    if (table.format === 'json' && Object.keys(value).some((column) => !known.has(column))) {
      // A later row may have other fields than the first ones.
      known = new Set([...known, ...Object.keys(value)]);
      const added = chooseColumns([...known], knownColumns, opened.options.columns ?? {}, opened.path);
      reading = { ...opened, columns: { ...added, ...opened.columns } };
      cellsOf = cellsReader(reading.columns);
    }
    const checked = cellsOf(value, `${reading.path}:${row}`);
    if (checked.kind === 'invalid') yield { ...checked, row };
    else yield scenarioRow(checked.value, value, row, reading);
  }
}

function scenarioRow(
  said: ScenarioCells,
  record: RowValues,
  row: number,
  { path, columns, options, odd, needsText }: Reading,
): ScenarioRow {
  const where = `${path}:${row}`;
  const isExported = said.dataset !== null && said.sourceId !== null && options.dataset === undefined;
  const cells = isExported ? said : trimmedCells(said);
  const part = (field: ScenarioField) => String(record[columns[field] ?? ''] ?? '');
  const exported = exportedText(cells, part);
  const found = isExported && exported !== null ? [exported] : rowTexts(cells);
  odd.note(cells);
  try {
    if (!isExported) checkTexts(cells, where);
    const gold = goldOf(cells.gold, options, where);
    const from = { cells, row, where, options, gold };
    if (typeof found !== 'string') {
      const scenarios = found.map((text) => rowScenario(from, text));
      for (const { wanted } of scenarios) if (isExported) checkExport(cells, wanted);
      return { kind: 'row', row, record, scenarios };
    }
    if (!needsText && cells.id !== null) {
      return { kind: 'row', row, record, scenarios: [rowScenario(from, null)] };
    }
  } catch (error) {
    if (error instanceof DataError) return { kind: 'invalid', error, row };
    throw error;
  }
  const reason = `the row is without ${found}`;
  return { kind: 'left-out', item: { file: path, row, sourceId: cells.sourceId ?? cells.id ?? '', reason } };
}

interface Row {
  readonly cells: ScenarioCells;
  readonly row: number;
  readonly where: string;
  readonly options: ScenarioFileOptions;
  readonly gold: WantedScenario['gold'];
}

function rowScenario({ cells, row, where, options, gold }: Row, found: RowText | null): RowScenario {
  const dataset = options.dataset ?? cells.dataset ?? unnamedDataset;
  const { text = null, form = 'statement', variant = '' } = found ?? {};
  const sourceId = cells.sourceId ?? cells.id ?? (text === null ? '' : contentHash(...Object.values(text)));
  const content = {
    form: cells.form ?? form,
    category: cells.category ?? 'unspecified',
    variant: variantOf(cells.variant, variant),
    polarity: cells.polarity,
    cluster: cells.cluster ?? `${dataset}/${sourceId}`,
    group: cells.group,
    sourceId,
    ...(cells.language === null ? {} : { language: cells.language }),
    ...(cells.stereotypeShare === null ? {} : { stereotypeShare: cells.stereotypeShare }),
  };
  const wanted = {
    dataset,
    namesDataset: options.dataset !== undefined || cells.dataset !== null,
    givenId: cells.id ?? cells.sourceId,
    gold,
    control: cells.control,
    content: text === null ? null : { ...content, text },
    ...(options.isTextAssumed === true ? { isTextAssumed: true } : {}),
    sourceRow: cells.sourceRow ?? row,
    where,
  };
  return { wanted, harder: variant === 'scenario_adv' };
}

function variantOf(said: string | null, own: string): string {
  if (said === null) return own;
  return own === 'scenario_adv' ? `${said}-adv` : said;
}

/** @throws DataError where an exported row, whose id is a hash of all that it says, says something else now */
function checkExport(cells: ScenarioCells, wanted: WantedScenario): void {
  const scenario = scenarioFromWanted(wanted);
  if (cells.id === null || scenario === null || cells.id === scenario.id) return;
  throw new DataError('The row is not as it was exported: its id belongs to another content.', {
    where: wanted.where,
    expected: `the id ${scenario.id}`,
    found: cells.id.slice(0, 100),
    advice: 'If the change was meant, remove the id column: scenarios then get new ids.',
  });
}
