import { DataError } from '../../errors/errors.ts';
import { type FileContent, openContent } from './bytes.ts';
import { openDelimited } from './delimited.ts';
import { jsonLayout, jsonRows, type TableRow } from './json-rows.ts';
import { openParquet } from './parquet.ts';
import { openSheet } from './spreadsheet.ts';
import { decode, type FileOptions, firstCharacters } from './text.ts';

export type { RowValues, TableRow } from './json-rows.ts';

/** A table of any format, opened. */
export interface OpenTable {
  readonly format: 'delimited' | 'json' | 'parquet' | 'xlsx';
  /** As written, in their order; null for JSON, where each row names its own. */
  readonly columns: readonly string[] | null;
  /** Streams the rows, each time from the beginning. @throws DataError where none is there, or nothing more can be read */
  rows(): AsyncIterable<TableRow>;
}

/** Characters that a JSON file's layout is found out from. */
const startLength = 65_536;

/**
 * Opens a table: CSV, TSV and the like, JSON Lines, a JSON array or an object with one, Parquet, or a sheet of an Excel
 * workbook; plain, packed with gzip or zstd, or alone in a zip archive. The format is found out from the first bytes, and
 * where these leave a doubt from the name.
 * @throws DataError where the file cannot be read, is empty, or names a column twice
 * @example
 * const table = await openTable('ratings.xlsx', { sheet: 'May' });
 * for await (const read of table.rows()) if (read.kind === 'row') console.log(read.row, read.value);
 */
export async function openTable(path: string, options: FileOptions = {}): Promise<OpenTable> {
  const table = await openAnyTable(path, options);
  return { ...table, rows: () => someRows(table.rows(), path) };
}

/** A header alone is a file of which something is missing, as an empty file is. */
async function* someRows(rows: AsyncIterable<TableRow>, path: string): AsyncGenerator<TableRow> {
  let isEmpty = true;
  for await (const row of rows) {
    isEmpty = false;
    yield row;
  }
  if (isEmpty) throw noRecords(path);
}

/** A table without a row. */
function noRecords(path: string): DataError {
  return new DataError('The file holds no records.', {
    where: path,
    expected: 'at least one row',
    found: 'none',
    advice: 'Check that this is the right file.',
  });
}

async function openAnyTable(path: string, options: FileOptions): Promise<OpenTable> {
  const content = await openContent(path);
  if (content.kind === 'parquet') return { format: 'parquet', ...(await openParquet(path, content)) };
  if (content.kind === 'xlsx') return { format: 'xlsx', ...(await openSheet(path, content, options.sheet)) };
  const text = () => decode(content.bytes(), path, options);
  const start = await firstCharacters(text(), startLength);
  if (!looksLikeJson(start, content)) {
    return { format: 'delimited', ...(await openDelimited(path, text, options)) };
  }
  if (start.trim() === '') throw empty(path);
  const layout = await jsonLayout(start);
  return { format: 'json', columns: null, rows: () => jsonRows(text(), layout, path) };
}

function looksLikeJson(start: string, { name }: FileContent): boolean {
  if (/^\s*(\{\s*("|\}|$)|\[\s*(["{[\d\]-]|$|true|false|null))/.test(start)) return true;
  return /\.(json|jsonl|ndjson)$/i.test(name);
}

function empty(path: string): DataError {
  return new DataError('The file is empty.', {
    where: path,
    expected: 'rows',
    found: 'nothing',
    advice: 'Check that this is the right file.',
  });
}

/**
 * Streams the rows of a table of any format, see `openTable`.
 * @throws DataError where the file cannot be read, or not further
 * @example
 * for await (const read of readTable('rows.jsonl.gz')) {
 *   if (read.kind === 'row') console.log(read.row, read.value);
 * }
 */
export async function* readTable(path: string, options: FileOptions = {}): AsyncGenerator<TableRow> {
  yield* (await openTable(path, options)).rows();
}
