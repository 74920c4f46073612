import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DataError } from '../../errors/errors.ts';
import { type Line, readLines } from './rows.ts';

/** Cells by column name. */
type Cells = Readonly<Record<string, string>>;

/** A record of a delimited file; `row` is the line that it starts on, counted from 1. */
export type ReadRecord =
  | { readonly kind: 'row'; readonly value: Cells; readonly row: number }
  | { readonly kind: 'invalid'; readonly error: DataError; readonly row: number };

const largestRecordBytes = 4 * 1024 * 1024;

/**
 * Streams the records of a CSV or TSV file (plain or `.gz`) with a header line; tabs in the header make it
 * a TSV, whatever the file is called. Cells may be quoted and hold line breaks. A record with more or fewer
 * cells than the header is yielded as `invalid`.
 * @param required columns that the header must name
 * @throws DataError when the header lacks a column, a quote is never closed, or nothing more can be read
 * @example
 * for await (const read of readDelimited('pairs.csv', ['id', 'sentence'])) {
 *   if (read.kind === 'row') console.log(read.row, read.value.sentence);
 * }
 */
export async function* readDelimited(path: string, required: readonly string[]): AsyncGenerator<ReadRecord> {
  let header: readonly string[] | null = null;
  for await (const { cells, row } of readRecords(path)) {
    if (header === null) {
      header = checkHeader(cells, required, path);
    } else if (cells.length !== header.length) {
      yield { kind: 'invalid', error: wrongWidth(`${path}:${row}`, header.length, cells.length), row };
    } else {
      yield { kind: 'row', value: byColumn(header, cells), row };
    }
  }
  if (header === null) throw missingColumns(path, required, []);
}

interface RawRecord {
  readonly cells: readonly string[];
  readonly row: number;
}

async function* readRecords(path: string): AsyncGenerator<RawRecord> {
  const lines = readLines(path);
  const first = await lines.next();
  if (first.done) return;
  const parser = parse({
    delimiter: first.value.text.includes('\t') ? '\t' : ',',
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: largestRecordBytes,
  });
  pipeline(Readable.from(withEndings(first.value, lines)), parser, () => {});
  try {
    for await (const { record, info } of parser)
      yield { cells: record, row: firstLineOf(record, info.lines) };
  } catch (error) {
    throw error instanceof CsvError ? unreadable(path, error) : error;
  }
}

async function* withEndings(first: Line, rest: AsyncIterable<Line>): AsyncGenerator<string> {
  yield `${first.text}\n`;
  for await (const line of rest) yield `${line.text}\n`;
}

/** The parser counts the line that a record ends on. */
function firstLineOf(record: readonly string[], lastLine: number): number {
  const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  return lastLine - breaks;
}

function checkHeader(cells: readonly string[], required: readonly string[], path: string): readonly string[] {
  const header = cells.map((cell) => cell.trim());
  if (required.some((column) => !header.includes(column))) throw missingColumns(path, required, header);
  return header;
}

function byColumn(header: readonly string[], cells: readonly string[]): Cells {
  return Object.fromEntries(header.map((column, index) => [column, cells[index] ?? '']));
}

function missingColumns(path: string, required: readonly string[], found: readonly string[]): DataError {
  const missing = required.filter((column) => !found.includes(column));
  return new DataError(
    missing.length === 0 ? 'The file is empty.' : `The header lacks ${missing.map(quoted).join(', ')}.`,
    {
      where: `${path}:1`,
      expected: `a header line with the columns ${required.map(quoted).join(', ')}`,
      found: found.length === 0 ? 'no header' : found.map(quoted).join(', '),
      advice: 'Check that this is the right file, and that its first line names the columns.',
    },
  );
}

function wrongWidth(where: string, expected: number, found: number): DataError {
  return new DataError('A row has another number of cells than the header.', {
    where,
    expected: `${expected} cells`,
    found: `${found}`,
    advice:
      'A quote or a line break in a cell may be wrong. Fix it, or leave invalid rows out with --skip-invalid.',
  });
}

function unreadable(path: string, error: CsvError): DataError {
  const line = typeof error.lines === 'number' ? `:${error.lines}` : '';
  return new DataError('The file cannot be read as CSV or TSV from here on.', {
    where: `${path}${line}`,
    expected: 'cells that are separated alike, and a closing quote for each opening one',
    found: error.message,
    cause: error,
  });
}

function quoted(column: string): string {
  return `"${column}"`;
}
