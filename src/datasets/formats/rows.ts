import { hash } from 'node:crypto';
import { z } from 'zod';
import { scenarioId } from '../../core/hashes.ts';
import type { Scenario, ScenarioContent } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import { decodeUtf8, readBytes } from './bytes.ts';

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

/** A row as its schema has it, or what is wrong with it. */
export type CheckedRow<Row> =
  | { readonly kind: 'row'; readonly value: Row }
  | { readonly kind: 'invalid'; readonly error: DataError };

/**
 * A row against its schema. The error names the first field that is not as the format says, what was
 * expected there and what was found.
 * @param where file and line
 * @example
 * const checked = checkRow(z.object({ id: z.int() }), { id: 7 }, 'rows.jsonl:1');
 * if (checked.kind === 'row') console.log(checked.value.id);
 */
export function checkRow<Row>(schema: z.ZodType<Row>, value: unknown, where: string): CheckedRow<Row> {
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'row', value: result.data };
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? 'the row' : `field "${path.map(String).join('.')}"`;
  const error = new DataError('A row is not as the format says.', {
    where,
    expected: `${field}: ${issue === undefined ? 'another value' : expectation(issue)}`,
    found: shown(valueAt(value, path)),
    advice: 'Fix the row, or leave invalid rows out with --skip-invalid.',
  });
  return { kind: 'invalid', error };
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Text with something in it. It is not trimmed. */
export const nonBlank = z.string().refine((text) => text.trim() !== '', 'text that is not empty');

/**
 * Notes an id with its row, and returns an error if the file had it before.
 * @param seen ids of the file so far with their rows; changed here
 * @param place where a row is, for the error: file and line
 * @example
 * const seen = new Map<string, number>();
 * const error = repeatedId(seen, sourceId, row, (line) => `rows.jsonl:${line}`);
 * if (error !== null) yield { kind: 'invalid', error, row };
 */
export function repeatedId(
  seen: Map<string, number>,
  id: string,
  row: number,
  place: (row: number) => string,
): DataError | null {
  const earlier = seen.get(id);
  if (earlier === undefined) {
    seen.set(id, row);
    return null;
  }
  return new DataError(`The id ${JSON.stringify(id)} comes twice.`, {
    where: place(row),
    expected: 'each id once in the file',
    found: `the same id at ${place(earlier)}`,
    advice: 'Remove one of the two, or leave the repetition out with --skip-invalid.',
  });
}

/**
 * Short name for a content, the same in every place: 12 hexadecimal digits of a SHA-256.
 * @example
 * const sourceId = contentHash(row.prompt, row.completion);
 */
export function contentHash(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 12);
}

/**
 * A scenario from what it says and the row that it came from.
 * @example
 * const scenario = toScenario(
 *   {
 *     dataset: 'parables', form: 'statement', category: 'origin', variant: 'unfair', polarity: null, gold: 'biased',
 *     control: false, cluster: 'parables/1', group: null, text: { kind: 'statement', statement: '…' }, sourceId: '1',
 *   },
 *   1,
 * );
 */
export function toScenario(content: ScenarioContent, sourceRow: number): Scenario {
  return { id: scenarioId(content), ...content, sourceRow };
}
