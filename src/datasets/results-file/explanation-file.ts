import { closest } from 'fastest-levenshtein';
import type { Scenario } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { type FileRecord, readRecords } from '../scenario-file/read-records.ts';
import { type ColumnMapping, type ScenarioRow, scenarioRows } from '../scenario-file/scenario-rows.ts';

/** How a file of explanations is read; all of it may be left out. */
export interface ExplanationFileOptions {
  /** The model that wrote all of them; else the file's own column says. */
  readonly model?: string;
  /** Dataset that the scenarios are stored under; else the file's own column, else the file's name. */
  readonly dataset?: string;
  readonly columns?: ExplanationFileColumns;
}

/** An explanation that was written elsewhere. */
export interface FileExplanation {
  readonly scenario: Scenario;
  readonly model: string;
  /** As written in the file. */
  readonly response: string;
}

/** What the reader yields, in the order of the file. */
export type ReadExplanationItem =
  | { readonly kind: 'explanation'; readonly explanation: FileExplanation }
  | Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

/**
 * Streams the explanations of a file that was written elsewhere (CSV, TSV or JSON Lines, plain or `.gz`). Its
 * scenarios are read as `readScenarioFile` reads them, except that one may come in several rows; explanations are in the
 * column `explanation`, or as a model gave them in `response`. A row with `scenario_adv` and `explanation_adv`
 * gives two. An empty cell under `response` is a model that answered with nothing; under `explanation` there is none.
 * @throws DataError where nothing more can be read, no column holds explanations, or nothing says which model wrote them
 * @example
 * for await (const item of readExplanationFile('explanations.csv', { model: 'openai:gpt-4o' })) {
 *   if (item.kind === 'explanation') console.log(item.explanation.model);
 * }
 */
export async function* readExplanationFile(
  path: string,
  options: ExplanationFileOptions = {},
): AsyncGenerator<ReadExplanationItem> {
  const columns = explanationColumns(await firstRecord(path), options.columns ?? {}, path);
  if (options.model === undefined && columns.model === null) throw nobody(path);
  const { dataset } = options;
  const reading = { columns: columns.scenario, ...(dataset === undefined ? {} : { dataset }) };
  for await (const row of scenarioRows(path, reading)) {
    if (row.kind === 'row') yield* rowExplanations(row, { path, columns, model: options.model });
    else yield row;
  }
}

async function firstRecord(path: string): Promise<FileRecord> {
  for await (const record of readRecords(path)) if (record.kind === 'row') return record.value;
  throw new DataError('The file holds no records.', {
    where: path,
    advice: 'Check that this is the right file.',
  });
}

interface Reading {
  readonly path: string;
  readonly columns: ExplanationColumns;
  readonly model: string | undefined;
}

function* rowExplanations(
  { row, record, sourceId, scenarios }: Extract<ScenarioRow, { kind: 'row' }>,
  { path, columns, model }: Reading,
): Generator<ReadExplanationItem> {
  const author = model ?? cell(record, columns.model).trim();
  if (author === '') {
    yield { kind: 'invalid', error: nobody(`${path}:${row}`), row };
    return;
  }
  for (const { scenario, harder } of scenarios) {
    const column = harder ? columns.explanation_adv : columns.explanation;
    const response = cell(record, column);
    if (response.trim() !== '' || column === 'response') {
      yield { kind: 'explanation', explanation: { scenario, model: author, response } };
    } else {
      const reason = `the ${harder ? 'harder scenario' : 'scenario'} is without an explanation`;
      yield { kind: 'left-out', item: { file: path, row, sourceId, reason } };
    }
  }
}

function cell(record: FileRecord, column: string | null): string {
  const value = column === null ? undefined : record[column];
  return typeof value === 'string' ? value : '';
}

function nobody(where: string): DataError {
  return new DataError('Nothing says which model wrote the explanations.', {
    where,
    expected: 'a column "model", or --model',
    advice: 'Name the model with --model NAME, or the column with --column model=your_column.',
  });
}

/** What an explanation file says beside its scenarios. */
const explanationFields = ['explanation', 'explanation_adv', 'model'] as const;
export type ExplanationField = (typeof explanationFields)[number];

/** Which column to take a field from, where its name is not one that is known. */
export type ExplanationFileColumns = ColumnMapping & Readonly<Partial<Record<ExplanationField, string>>>;

/** Column names that are recognised without `--column`; the first found wins. */
const knownColumns: Readonly<Record<ExplanationField, readonly string[]>> = {
  explanation: ['explanation', 'response'],
  explanation_adv: ['explanation_adv'],
  model: ['model', 'explainer'],
};

/** The columns of a file, by what they hold. */
export interface ExplanationColumns {
  readonly scenario: ColumnMapping;
  readonly explanation: string;
  readonly explanation_adv: string | null;
  readonly model: string | null;
}

/**
 * Which columns of a file hold what, from its first record.
 * @throws DataError when a mapped column is not there, or none holds explanations.
 */
export function explanationColumns(
  first: FileRecord,
  mapping: ExplanationFileColumns,
  path: string,
): ExplanationColumns {
  const header = Object.keys(first);
  const { explanation, explanation_adv, model, ...scenario } = mapping;
  const chosen = columnOf('explanation', explanation, header, path);
  if (chosen === null) {
    throw new DataError('No column holds explanations.', {
      where: path,
      expected: knownColumns.explanation.join(' or '),
      found: header.join(', '),
      advice: 'Say which column it is, for example explanation=your_column.',
    });
  }
  return {
    scenario,
    explanation: chosen,
    explanation_adv: columnOf('explanation_adv', explanation_adv, header, path),
    model: columnOf('model', model, header, path),
  };
}

function columnOf(
  field: ExplanationField,
  asked: string | undefined,
  header: readonly string[],
  path: string,
): string | null {
  if (asked === undefined) return knownColumns[field].find((column) => header.includes(column)) ?? null;
  if (header.includes(asked)) return asked;
  throw new DataError(`The file has no column "${asked}".`, {
    where: path,
    expected: `a column for "${field}"`,
    found: header.join(', '),
    advice: `Did you mean "${closest(asked, [...header])}"?`,
  });
}
