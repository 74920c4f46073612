import { DataError, UsageError } from '../../errors/errors.ts';
import type { FileContent } from './bytes.ts';
import { repeatedColumn } from './delimited.ts';
import type { TableRow } from './json-rows.ts';

/** A sheet of a workbook whose header has been read. */
export interface SheetTable {
  readonly columns: readonly string[];
  rows(): AsyncIterable<TableRow>;
}

type Sheet = readonly (readonly unknown[])[];

/**
 * Opens a sheet of an Excel workbook (.xlsx). Its first row that is not empty is the header. Cells are texts: numbers as
 * the file has them, times in ISO 8601. The whole sheet is held in memory.
 * @param sheet by name; else the first
 * @throws DataError where the workbook is damaged or the sheet is empty; UsageError where there is no such sheet
 */
export async function openSheet(
  path: string,
  content: FileContent,
  sheet: string | undefined,
): Promise<SheetTable> {
  const rows = await readSheetOf(path, content, sheet);
  const start = rows.findIndex((cells) => !isEmpty(cells));
  const header = rows[start];
  if (header === undefined) {
    throw new DataError('The sheet is empty.', {
      where: path,
      expected: 'a first row that names the columns',
      found: 'nothing',
      advice: 'Name another sheet with --sheet.',
    });
  }
  const columns = columnsOf(header, `${path}:${start + 1}`);
  return { columns, rows: () => rowsOf(rows, start, columns, path) };
}

async function readSheetOf(path: string, content: FileContent, sheet: string | undefined): Promise<Sheet> {
  const chunks: Buffer[] = [];
  for await (const chunk of content.bytes()) chunks.push(chunk);
  const { readSheet, SheetNotFoundError } = await import('read-excel-file/node');
  try {
    // Numbers stay as they are written, so that ids are exact.
    const options = { trim: false, parseNumber: (text: string) => text };
    return await readSheet(Buffer.concat(chunks), sheet ?? 1, options);
  } catch (cause) {
    if (cause instanceof SheetNotFoundError) {
      throw new UsageError(`The workbook has no sheet "${sheet}".`, {
        where: path,
        found: cause.message.slice(0, 200),
        advice: 'Name one that it has with --sheet.',
        cause,
      });
    }
    throw new DataError('The workbook cannot be read: it is damaged, protected or cut off.', {
      where: path,
      expected: 'an Excel workbook (.xlsx)',
      found: (cause instanceof Error ? cause.message : String(cause)).slice(0, 200),
      advice: 'Save it again, or as "CSV UTF-8 (Comma delimited) (*.csv)".',
      cause,
    });
  }
}

function columnsOf(header: readonly unknown[], where: string): readonly string[] {
  const names = header.map((cell) => textOf(cell).trim());
  const seen = new Set<string>();
  return names.map((name, index) => {
    if (name === '' && seen.has('')) return `Unnamed: ${index}`;
    if (seen.has(name)) throw repeatedColumn(name, names, where);
    seen.add(name);
    return name;
  });
}

async function* rowsOf(
  rows: Sheet,
  start: number,
  columns: readonly string[],
  path: string,
): AsyncGenerator<TableRow> {
  for (const [index, cells] of rows.entries()) {
    if (index <= start || isEmpty(cells)) continue;
    const row = index + 1;
    if (cells.slice(columns.length).some((cell) => cell !== null)) {
      yield { kind: 'invalid', error: beyondHeader(`${path}:${row}`, columns.length, cells), row };
    } else {
      const value = Object.fromEntries(columns.map((column, at) => [column, textOf(cells[at])]));
      yield { kind: 'row', value, row };
    }
  }
}

function beyondHeader(where: string, expected: number, cells: readonly unknown[]): DataError {
  return new DataError('A row has cells beyond the header.', {
    where,
    expected: `at most ${expected} cells`,
    found: JSON.stringify(cells).slice(0, 150),
    advice: 'Name the column in the header, or leave invalid rows out with --skip-invalid.',
  });
}

function isEmpty(cells: readonly unknown[]): boolean {
  return cells.every((cell) => cell === null || cell === '');
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
