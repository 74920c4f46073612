import type { z } from 'zod';
import { DataError } from '../../errors/errors.ts';
import { decodeUtf8, readBytes } from './bytes.ts';
import { type CheckedRow, checkRow } from './rows.ts';

/** A line without its line ending; `row` counts from 1. */
export interface Line {
  readonly text: string;
  readonly row: number;
}

const newline = 0x0a;
const longestLineBytes = 16 * 1024 * 1024;
const byteOrderMark = '\uFEFF';

/**
 * Streams the lines of a text file (plain or `.gz`). A byte order mark and carriage returns are dropped.
 * @throws DataError that names file and line where bytes are not UTF-8 or a line has no end, and what
 * `readBytes` throws
 * @example
 * for await (const line of readLines('rows.jsonl.gz')) console.log(line.row, line.text);
 */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let row = 0;
  for await (const chunk of readBytes(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      row += 1;
      yield toLine(bytes.subarray(start, end), row, path);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > longestLineBytes) throw endlessLine(path, row + 1);
  }
  if (rest.length > 0) yield toLine(rest, row + 1, path);
}

function toLine(bytes: Buffer, row: number, path: string): Line {
  let text = decodeUtf8(bytes, `${path}:${row}`);
  if (row === 1 && text.startsWith(byteOrderMark)) text = text.slice(1);
  if (text.endsWith('\r')) text = text.slice(0, -1);
  return { text, row };
}

function endlessLine(path: string, row: number): DataError {
  return new DataError('The line is too long to be a row.', {
    where: `${path}:${row}`,
    expected: `at most ${longestLineBytes / 1024 / 1024} MiB a line`,
    found: 'no line ending',
    advice: 'Check that this is the right file.',
  });
}

/** A row that was read; `row` is its line, counted from 1. */
export type ReadRow<Row> = CheckedRow<Row> & { readonly row: number };

/**
 * Streams the rows of a JSON Lines file (plain or `.gz`). Empty lines are passed over; a line that is not
 * JSON or not as the schema says is yielded as `invalid`.
 * @throws DataError where nothing more can be read, see `readLines`
 * @example
 * for await (const read of readJsonl('rows.jsonl', z.object({ id: z.int() }))) {
 *   if (read.kind === 'row') console.log(read.value.id);
 * }
 */
export async function* readJsonl<Row>(path: string, schema: z.ZodType<Row>): AsyncGenerator<ReadRow<Row>> {
  for await (const line of readLines(path)) {
    if (line.text.trim() === '') continue;
    yield { ...checkLine(line, schema, `${path}:${line.row}`), row: line.row };
  }
}

function checkLine<Row>(line: Line, schema: z.ZodType<Row>, where: string): CheckedRow<Row> {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (cause) {
    return { kind: 'invalid', error: notJson(line.text, where, cause) };
  }
  return checkRow(schema, value, where);
}

function notJson(text: string, where: string, cause: unknown): DataError {
  return new DataError('A line is not JSON.', {
    where,
    expected: 'one JSON object a line',
    found: text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text,
    advice: 'If it is the last line, the file may be cut off: download it again.',
    cause,
  });
}
