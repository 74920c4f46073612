import { DataError } from '../../errors/errors.ts';
import { parseJson, scanJson } from './json-scan.ts';
import { type FileOptions, linesOf, readText } from './text.ts';

/** Values by column name. */
export type RowValues = Readonly<Record<string, unknown>>;

/** A row of a table of any format; `row` is its line (text), its number (Parquet) or its row of the sheet, from 1. */
export type TableRow =
  | { readonly kind: 'row'; readonly value: RowValues; readonly row: number }
  | { readonly kind: 'invalid'; readonly error: DataError; readonly row: number };

/** How the rows lie in a JSON file: one a line; elements of the array at a path; values behind each other. */
export type JsonLayout =
  | { readonly kind: 'lines' }
  | { readonly kind: 'array'; readonly at: string }
  | { readonly kind: 'values' };

/** Members of an object that hold its rows, as exports have them. */
const wrappers = ['data', 'rows', 'examples', 'items', 'records'];

/**
 * How a JSON file's rows lie, by its beginning.
 * @param start the file's first characters, some thousand
 */
export async function jsonLayout(start: string): Promise<JsonLayout> {
  if (start.trimStart().startsWith('[')) return { kind: 'array', at: '' };
  const wrapper = await wrapperOf(start);
  if (wrapper !== null) return { kind: 'array', at: wrapper };
  const [first = '', ...others] = start.trimStart().split('\n');
  return isWhole(first) || others.some(isObject) ? { kind: 'lines' } : { kind: 'values' };
}

/** Whether a line that is not indented is an object by itself: what stands before it is then a broken row, not its beginning. */
function isObject(line: string): boolean {
  if (!line.startsWith('{"')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** The member of the first object that is an array of objects and called as exports call their rows. */
async function wrapperOf(start: string): Promise<string | null> {
  async function* beginning() {
    yield start;
  }
  const met: string[] = [];
  const opens = (at: string, kind: 'object' | 'array') => {
    if (at === '') return true;
    if (kind === 'object' && at.endsWith('[]')) met.push(at.slice(0, -2));
    return kind === 'array' && wrappers.includes(at);
  };
  try {
    for await (const _part of scanJson(beginning(), opens, '')) if (met.length > 0) break;
  } catch (error) {
    // The beginning ends where it ends; what is wrong is met again by the reading of the rows.
    if (!(error instanceof DataError)) throw error;
  }
  return met[0] ?? null;
}

/**
 * Whether the first line is a row by itself. One that is broken is still a line, unless its brackets go on in the next:
 * a line break within a text, or text behind the last bracket, is a fault of the line.
 */
function isWhole(line: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (character === '\\' && isInText) at += 1;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
  }
  return isInText || depth <= 0;
}

/**
 * Streams the rows of JSON text. Empty lines are passed over; what is no JSON object is yielded as `invalid`.
 * @throws DataError where nothing more can be read
 */
export async function* jsonRows(
  pieces: AsyncIterable<string>,
  layout: JsonLayout,
  path: string,
): AsyncGenerator<TableRow> {
  if (layout.kind === 'lines') {
    for await (const { text, row } of linesOf(pieces, path)) {
      if (text.trim() !== '') yield toRow(text, row, path);
    }
    return;
  }
  const opens = (at: string, kind: 'object' | 'array') =>
    layout.kind === 'array' &&
    (at === layout.at ? kind === 'array' || at === '' : at === '' && kind === 'object');
  const wanted = layout.kind === 'array' ? `${layout.at}[]` : '';
  for await (const { at, text, row } of scanJson(pieces, opens, path)) {
    if (at === wanted) yield toRow(text, row, path);
  }
}

function toRow(text: string, row: number, path: string): TableRow {
  const where = `${path}:${row}`;
  let value: unknown;
  try {
    value = parseJson(text, where);
  } catch (error) {
    if (error instanceof DataError) return { kind: 'invalid', error, row };
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', error: notObject(where, text), row };
  }
  const repeated = repeatedName(text, value);
  if (repeated !== null) return { kind: 'invalid', error: twice(where, repeated), row };
  const half = /\\u[dD][89a-fA-F]/.test(text) ? halfCharacter(value) : null;
  if (half !== null) return { kind: 'invalid', error: notWellFormed(where, half), row };
  return { kind: 'row', value: value as RowValues, row };
}

function notObject(where: string, text: string): DataError {
  return new DataError('A row is not a JSON object.', {
    where,
    expected: 'names with values in braces',
    found: text.slice(0, 100),
    advice: 'Correct the row, or leave invalid rows out with --skip-invalid.',
  });
}

/**
 * A name that an object of the text has twice: parsing keeps only the last one's value. Null where there is none.
 * @param value the text, parsed
 */
function repeatedName(text: string, value: object): string | null {
  // Most rows have as many names as values, which takes less time to see.
  if ((text.match(/"\s*:/g)?.length ?? 0) === countNames(value)) return null;
  const open: (Set<string> | null)[] = [];
  let last: string | null = null;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') last = token;
    else if (last !== null) {
      const name = String(JSON.parse(last));
      const names = open.at(-1);
      if (names?.has(name) === true) return name;
      names?.add(name);
    }
  }
  return null;
}

function countNames(value: object): number {
  let count = 0;
  // Not by calls, as rows may be nested deeply.
  const waiting: object[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const members: unknown[] = Object.values(next);
    if (!Array.isArray(next)) count += members.length;
    for (const member of members) if (typeof member === 'object' && member !== null) waiting.push(member);
  }
  return count;
}

function twice(where: string, name: string): DataError {
  return new DataError(`An object has the name ${JSON.stringify(name).slice(0, 100)} twice.`, {
    where,
    expected: 'each name once in an object',
    found: 'two values, of which either could be meant',
    advice: 'Rename or remove one of them, or leave the row out with --skip-invalid.',
  });
}

/** The name of the member whose text holds half of a character (a lone surrogate), at any depth; null where none does. */
export function halfCharacter(value: unknown, name = 'the row'): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : name;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const found = key.isWellFormed() ? halfCharacter(member, key) : key.toWellFormed();
    if (found !== null) return found;
  }
  return null;
}

/** @param name of the member that holds it */
export function notWellFormed(where: string, name: string): DataError {
  return new DataError('A text holds half of a character.', {
    where,
    expected: 'whole characters, also where they take two escapes (\\ud83d\\ude00)',
    found: `a lone surrogate in "${name}"`,
    advice:
      'The text was cut in the middle of a character: correct it, or leave the row out with --skip-invalid.',
  });
}

/** A part of a JSON document, parsed. */
export interface ParsedJsonPart {
  /** Path of the array that the element is of, or of the member. */
  readonly at: string;
  readonly value: unknown;
  /** Line that it starts on, counted from 1. */
  readonly row: number;
}

/**
 * Streams one JSON document in parts: each element of the named arrays by itself, every other member whole, in the order
 * of the file. Holds one part at a time.
 * @param arrays dotted paths from the top, for example `results.results`; '' where the document itself is an array
 * @throws DataError with the line where the text is not JSON or ends early
 */
export async function* readJsonParts(
  path: string,
  arrays: readonly string[],
  options: FileOptions = {},
): AsyncGenerator<ParsedJsonPart> {
  const opens = (at: string, kind: 'object' | 'array') =>
    kind === 'array'
      ? arrays.includes(at)
      : arrays.some((array) => array !== '' && (at === '' || array.startsWith(`${at}.`)));
  for await (const { at, text, row } of scanJson(readText(path, options), opens, path)) {
    yield { at: at.replace(/\[\]$/, ''), value: parseJson(text, `${path}:${row}`), row };
  }
}
