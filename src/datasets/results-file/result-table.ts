import { z } from 'zod';
import { attackNamed } from '../../core/condition.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import type { RowValues } from '../formats/read-table.ts';
import { errorOfExcel } from '../scenario-file/odd-values.ts';
import { scenarioFields } from '../scenario-file/scenario-fields.ts';
import {
  openScenarioTable,
  type RowScenario,
  type ScenarioFileOptions,
  type ScenarioTable,
} from '../scenario-file/scenario-rows.ts';
import {
  checkFields,
  chooseColumns,
  type FieldColumns,
  type KnownColumns,
} from '../scenario-file/table-columns.ts';

/** How a file of results is read; `columns` may also name those of its own fields. */
export interface ResultFileOptions<Field extends string> extends Omit<ScenarioFileOptions, 'columns'> {
  /** The model that gave all of them; else the file's own column says. */
  readonly model?: string;
  /** The attack of all of them; else the file's own column, else `none`. */
  readonly attack?: string;
  readonly columns?: Readonly<Partial<Record<Field | CommonField | (typeof scenarioFields)[number], string>>>;
}

/** Fields that every file of results may have. */
export const commonColumns = {
  model: ['model', 'model_name', 'explainer'],
  attack: ['attack'],
  repeat: ['repeat', 'epoch'],
} as const satisfies KnownColumns<string>;

type CommonField = keyof typeof commonColumns;

/** A row of a file of results: its scenarios, and whose result it is. */
export interface ResultRow<Field extends string> {
  readonly kind: 'row';
  readonly row: number;
  readonly where: string;
  readonly model: string;
  readonly attack: string;
  /** From 0; null where the file does not say. */
  readonly repeat: number | null;
  readonly scenarios: readonly RowScenario[];
  /** A cell as text that is as it is written; empty where there is nothing. */
  cell(field: Field): string;
}

/** A file of results, opened. */
export interface ResultTable<Field extends string> {
  readonly columns: FieldColumns<Field | CommonField>;
  readonly header: readonly string[];
  rows(): AsyncIterable<ResultRow<Field> | Exclude<ReadItem, { kind: 'scenario' | 'question' }>>;
  readonly assumptions: readonly string[];
  readonly oddities: readonly string[];
}

/**
 * Opens a table of results that are about scenarios. A row needs no text where it has the id of one that is stored.
 * @param known the file's own fields, and the names that their columns may have
 * @throws DataError where a column is missing or nothing says which model gave the results
 */
export async function openResultTable<Field extends string>(
  path: string,
  known: KnownColumns<Field>,
  options: ResultFileOptions<Field>,
): Promise<ResultTable<Field>> {
  const mapping: Readonly<Partial<Record<string, string>>> = options.columns ?? {};
  const own = { ...known, ...commonColumns };
  checkFields(mapping, [...scenarioFields, ...Object.keys(own)]);
  const ofScenarios = Object.entries(mapping).filter(([field]) => !Object.hasOwn(own, field));
  const reading = { ...options, columns: Object.fromEntries(ofScenarios) };
  const table = await openScenarioTable(path, reading, false);
  const columns = chooseColumns<Field | CommonField>(table.header, own, mapping, path);
  if (options.model === undefined && columns.model === undefined) throw nobody(path);
  return {
    columns,
    header: table.header,
    rows: () => resultRows(path, table, columns, options),
    get assumptions() {
      return table.assumptions;
    },
    get oddities() {
      return table.oddities;
    },
  };
}

async function* resultRows<Field extends string>(
  path: string,
  table: ScenarioTable,
  columns: FieldColumns<Field | CommonField>,
  options: ResultFileOptions<Field>,
): AsyncGenerator<ResultRow<Field> | Exclude<ReadItem, { kind: 'scenario' | 'question' }>> {
  for await (const read of table.rows()) {
    if (read.kind !== 'row') {
      yield read;
      continue;
    }
    const { row, record, scenarios } = read;
    const where = `${path}:${row}`;
    try {
      const cell = (field: Field | CommonField) => cellOf(record, columns[field], where);
      const model = options.model ?? cell('model').trim();
      if (model === '') throw nobody(where);
      const attack = attackNamed(options.attack ?? cell('attack'));
      yield {
        kind: 'row',
        row,
        where,
        model,
        attack,
        repeat: repeatOf(cell('repeat'), where),
        scenarios,
        cell,
      };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      yield { kind: 'invalid', error, row };
    }
  }
}

const cellValue = z.union([z.string(), z.number(), z.boolean()]);
const cellList = z.array(cellValue);

/** A list, as JSON may have one, is one text of its parts, each in a line. */
function cellOf(record: RowValues, column: string | undefined, where: string): string {
  const value = column === undefined ? null : record[column];
  if (value === undefined || value === null) return '';
  const single = cellValue.safeParse(value);
  if (single.success) return String(single.data);
  const list = cellList.safeParse(value);
  if (list.success) return list.data.join('\n');
  throw new DataError('A cell holds no text.', {
    where,
    expected: `field "${column}": text, or a list of texts`,
    found: JSON.stringify(value).slice(0, 100),
    advice: 'Correct the row, or leave invalid rows out with --skip-invalid.',
  });
}

function repeatOf(cell: string, where: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  const repeat = Number(text);
  if (Number.isSafeInteger(repeat) && repeat >= 0 && repeat < 65_536) return repeat;
  throw new DataError('The number of the repeat is none.', {
    where,
    expected: 'field "repeat": a whole number from 0',
    found: JSON.stringify(cell).slice(0, 100),
    advice: 'Correct the row, or name another column with "--column repeat=your_column".',
  });
}

function nobody(where: string): DataError {
  return new DataError('Nothing says which model gave the answers.', {
    where,
    expected: 'a column "model" with a name in each row, or --model',
    found: 'none',
    advice: 'Name the model with "--model NAME", or its column with "--column model=your_column".',
  });
}

const missingAnswer = /^(?:nan|null|<na>)?$/i;

/** Whether a cell of answers is empty, or has what programs write there for a missing value, or Excel for an error. */
export function isNoAnswer(cell: string): boolean {
  const text = cell.trim();
  return missingAnswer.test(text) || (text.startsWith('#') && errorOfExcel.test(text.toUpperCase()));
}
