import { DataError, UsageError } from '../../errors/errors.ts';
import { type CellRecord, type CellSyntax, cellRecords } from './cells.ts';
import { type FileOptions, firstCharacters, readText } from './text.ts';

/** Cells by column name. */
type Cells = Readonly<Record<string, string>>;

/** A record of a delimited file; `row` is the line that it starts on, counted from 1. */
export type ReadRecord =
  | { readonly kind: 'row'; readonly value: Cells; readonly row: number }
  | { readonly kind: 'invalid'; readonly error: DataError; readonly row: number };

/** A table whose header has been read. */
export interface DelimitedTable {
  readonly delimiter: string;
  /** As the header writes them, without blanks around them; columns without a name after the first are numbered. */
  readonly columns: readonly string[];
  rows(): AsyncIterable<ReadRecord>;
}

/** Characters that the separator is found out from. */
const sampleLength = 65_536;

/**
 * Opens a table with a header line. What separates its cells is found out from the header and the first rows, or said by
 * a first line such as `sep=;`. Cells may be quoted and hold line breaks.
 * @param text gives the text from its beginning, each time again
 * @param named gives the columns their names, where those of the header are none
 * @throws DataError where the file is empty, two columns have one name, or it is not certain what separates the cells
 */
export async function openDelimited(
  path: string,
  text: () => AsyncIterable<string>,
  options: FileOptions,
  named: (header: CellRecord, path: string) => readonly string[] = columnsOf,
): Promise<DelimitedTable> {
  const sample = await firstCharacters(text(), sampleLength);
  const said = /^sep=(.)(\r\n|\n|\r|$)/.exec(sample);
  const quotes = options.quotes ?? 'double';
  const delimiter =
    delimiterOf(options.delimiter) ?? said?.[1] ?? (await findDelimiter(sample, quotes, path));
  const syntax = { delimiter, quotes };
  const leading = said === null ? 0 : 1;
  const columns = named(await headerOf(path, text(), syntax, leading), path);
  return { delimiter, columns, rows: () => rowsOf(path, text(), { syntax, leading, columns }) };
}

function delimiterOf(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  const delimiter = said === 'tab' || said === '\\t' ? '\t' : said;
  if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new UsageError('This cannot separate cells.', {
    where: `--delimiter ${said}`,
    expected: 'one character, for example ";", or "tab"',
    found: JSON.stringify(said),
  });
}

const candidates = [
  { delimiter: '\t', name: 'tabs' },
  { delimiter: ',', name: 'commas' },
  { delimiter: ';', name: 'semicolons' },
  { delimiter: '|', name: '"|"' },
];

/** The one that separates the header; where several do, the one that gives all first rows as many cells as it. */
async function findDelimiter(sample: string, quotes: CellSyntax['quotes'], path: string): Promise<string> {
  const splitting: { delimiter: string; name: string; isEven: boolean }[] = [];
  for (const { delimiter, name } of candidates) {
    const widths = await widthsOf(sample, { delimiter, quotes });
    const [header] = widths;
    if (header === undefined || header < 2) continue;
    splitting.push({
      delimiter,
      name,
      isEven: widths.length > 1 && widths.every((width) => width === header),
    });
  }
  const [only, ...others] = splitting;
  if (only === undefined) return ',';
  if (others.length === 0) return only.delimiter;
  const even = splitting.filter(({ isEven }) => isEven);
  if (even.length === 1 && even[0] !== undefined) return even[0].delimiter;
  const tied = even.length > 0 ? even : splitting;
  // A tab is in no name of a column.
  if (tied[0]?.delimiter === '\t') return '\t';
  throw new DataError('It is not certain what separates the cells.', {
    where: `${path}:1`,
    expected: 'a header and rows that one character separates into equally many cells',
    found: `a header that ${tied.map(({ name }) => name).join(' and ')} separate`,
    advice: `Say which it is, for example "--delimiter '${tied[0]?.delimiter}'".`,
  });
}

/** Numbers of cells of the records in a sample, up to the first that cannot be read; 0 is for that one. */
async function widthsOf(sample: string, syntax: CellSyntax): Promise<readonly number[]> {
  const widths: number[] = [];
  try {
    for await (const records of cellRecords(wholeLines(sample), syntax, '')) {
      for (const { cells } of records) widths.push(cells.length);
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    widths.push(0);
  }
  return sample.length < sampleLength ? widths : widths.slice(0, Math.max(1, widths.length - 1));
}

async function* wholeLines(sample: string): AsyncGenerator<string> {
  yield sample;
}

async function headerOf(
  path: string,
  text: AsyncIterable<string>,
  syntax: CellSyntax,
  leading: number,
): Promise<CellRecord> {
  let passed = 0;
  for await (const records of cellRecords(text, syntax, path)) {
    const header = records[leading - passed];
    if (header !== undefined) return header;
    passed += records.length;
  }
  throw new DataError('The file is empty.', {
    where: `${path}:1`,
    expected: 'a header line that names the columns',
    found: 'nothing',
    advice: 'Check that this is the right file.',
  });
}

function columnsOf({ cells, row }: CellRecord, path: string): readonly string[] {
  const seen = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell.replace(/^\uFEFF/, '').trim();
    // Saved twice with its index, a table of pandas has two columns without a name.
    if (name === '' && seen.has('')) return `Unnamed: ${index}`;
    if (seen.has(name)) throw repeatedColumn(name, cells, `${path}:${row}`);
    seen.add(name);
    return name;
  });
}

/** @param header all columns, in their order */
export function repeatedColumn(name: string, header: readonly string[], where: string): DataError {
  return new DataError(`Two columns have the name "${name}".`, {
    where,
    expected: 'each name once in the header',
    found: header.join(', ').slice(0, 200),
    advice: 'Rename one of them or remove it.',
  });
}

interface TableReading {
  readonly syntax: CellSyntax;
  readonly leading: number;
  readonly columns: readonly string[];
}

async function* rowsOf(
  path: string,
  text: AsyncIterable<string>,
  { syntax, leading, columns }: TableReading,
): AsyncGenerator<ReadRecord> {
  let passed = -leading;
  let first: CellRecord | null = null;
  for await (const records of cellRecords(text, syntax, path)) {
    for (const record of records) {
      passed += 1;
      if (passed === 2) first = record;
      if (passed < 3) continue;
      // Below its header, an export of Qualtrics has a line with the questions and one with their ids.
      const isQualtrics = passed === 3 && record.cells.every((cell) => importId.test(cell));
      if (first !== null && !isQualtrics) yield toRow(first, columns, path);
      first = null;
      if (!isQualtrics) yield toRow(record, columns, path);
    }
  }
  if (first !== null) yield toRow(first, columns, path);
}

const importId = /^\{"ImportId":/;

function toRow(record: CellRecord, columns: readonly string[], path: string): ReadRecord {
  const { cells, row, cellsByLine } = record;
  if (cells.length !== columns.length) {
    return { kind: 'invalid', error: wrongWidth(`${path}:${row}`, columns.length, cells), row };
  }
  if (cellsByLine?.every((count) => count === columns.length) === true) {
    throw swallowed(`${path}:${row}`, cellsByLine.length, columns.length);
  }
  return { kind: 'row', value: byColumn(columns, cells), row };
}

function byColumn(columns: readonly string[], cells: readonly string[]): Cells {
  const value: Record<string, string> = {};
  for (const [index, column] of columns.entries()) {
    if (column === '__proto__') return Object.fromEntries(columns.map((each, at) => [each, cells[at] ?? '']));
    value[column] = cells[index] ?? '';
  }
  return value;
}

function wrongWidth(where: string, expected: number, cells: readonly string[]): DataError {
  return new DataError('A row has another number of cells than the header.', {
    where,
    expected: `${expected} ${expected === 1 ? 'cell' : 'cells'}`,
    found: `${cells.length}: ${JSON.stringify(cells).slice(0, 150)}`,
    advice:
      'A separator or a quote in a cell may be wrong. Correct the row, or leave invalid rows out with --skip-invalid.',
  });
}

/** Read with quotes, the lines are one row; without, each is a row of its own. Either could be meant. */
function swallowed(where: string, lines: number, cells: number): DataError {
  return new DataError(`A quote may have swallowed ${lines - 1} ${lines === 2 ? 'row' : 'rows'}.`, {
    where,
    expected: 'one row on one line, or all cells of a row on several lines in quotes',
    found: `${lines} lines between two quotes, each with ${cells} cells of its own`,
    advice:
      'If the quotes are part of the texts, read them with "--quotes none"; if they are not, put all cells of this row in quotes.',
  });
}

/**
 * Streams the records of a CSV or TSV file (plain or packed) with a header line; what separates the cells is found out
 * from the header, whatever the file is called. Cells may be quoted and hold line breaks. A record with more or fewer
 * cells than the header is yielded as `invalid`.
 * @param required columns that the header must name
 * @throws DataError when the header lacks a column, a quote is never closed, or nothing more can be read
 * @example
 * for await (const read of readDelimited('pairs.csv', ['id', 'sentence'])) {
 *   if (read.kind === 'row') console.log(read.row, read.value.sentence);
 * }
 */
export async function* readDelimited(
  path: string,
  required: readonly string[],
  options: FileOptions = {},
): AsyncGenerator<ReadRecord> {
  const table = await openDelimited(path, () => readText(path, options), options);
  const missing = required.filter((column) => !table.columns.includes(column));
  if (missing.length > 0) throw missingColumns(path, missing, table.columns, required);
  yield* table.rows();
}

function missingColumns(
  path: string,
  missing: readonly string[],
  found: readonly string[],
  required: readonly string[],
): DataError {
  return new DataError(`The header lacks ${missing.map(quoted).join(', ')}.`, {
    where: `${path}:1`,
    expected: `a header line with the columns ${required.map(quoted).join(', ')}`,
    found: found.map(quoted).join(', ').slice(0, 200),
    advice: 'Check that this is the right file, and that its first line names the columns.',
  });
}

function quoted(column: string): string {
  return `"${column}"`;
}
