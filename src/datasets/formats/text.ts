import { DataError } from '../../errors/errors.ts';
import { openContent } from './bytes.ts';
import { decodingOf } from './decoding.ts';

/** What a user says of how a file is written; what is absent is found out from the file. */
export interface FileOptions {
  /** A name of the WHATWG's Encoding Standard, for example `windows-1252`. A byte order mark says more. */
  readonly encoding?: string;
  /** What separates the cells of a table: one character, or `tab`. */
  readonly delimiter?: string;
  /** `none`: a quote is a character like any other. */
  readonly quotes?: 'double' | 'none';
  /** Sheet of a workbook (.xlsx) by name; else the first. */
  readonly sheet?: string;
}

/** A line without its line ending; `row` counts from 1. */
export interface Line {
  readonly text: string;
  readonly row: number;
}

/** More than this without an end is no line, row or value. */
export const longestTextLength = 16 * 1024 * 1024;

/**
 * Streams the text of a file (plain, gzip, zstd, a zip archive of one file) in pieces that end anywhere.
 * UTF-8 with or without a byte order mark, UTF-16 with one, or the encoding that is named. Nothing is replaced.
 * @throws DataError that names file, line and word where the bytes are not in the encoding
 */
export async function* readText(path: string, options: FileOptions = {}): AsyncGenerator<string> {
  yield* decode((await openContent(path)).bytes(), path, options);
}

/** As `readText`, of bytes that are open already. */
export async function* decode(
  bytes: AsyncIterable<Buffer>,
  path: string,
  options: FileOptions = {},
): AsyncGenerator<string> {
  let decoder: ReturnType<typeof decodingOf> | null = null;
  for await (const chunk of withLongStart(bytes)) {
    decoder ??= decodingOf(chunk, path, options.encoding);
    const text = decoder.decode(chunk);
    if (text !== '') yield text;
  }
  const rest = decoder?.end() ?? '';
  if (rest !== '') yield rest;
}

/** So that the first piece shows which encoding it is. */
async function* withLongStart(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const enough = 64;
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (start.length >= enough) yield chunk;
    else {
      start = Buffer.concat([start, chunk]);
      if (start.length >= enough) yield start;
    }
  }
  if (start.length < enough && start.length > 0) yield start;
}

/**
 * Streams the lines of a text file, plain or packed. A byte order mark and carriage returns are dropped.
 * @throws DataError that names file and line where bytes are not in the encoding or a line has no end, and what
 * `readText` throws
 * @example
 * for await (const line of readLines('rows.jsonl.gz')) console.log(line.row, line.text);
 */
export async function* readLines(path: string, options: FileOptions = {}): AsyncGenerator<Line> {
  yield* linesOf(readText(path, options), path);
}

/** As `readLines`, of text that is open already. */
export async function* linesOf(pieces: AsyncIterable<string>, path: string): AsyncGenerator<Line> {
  // A long line is joined once, when its end is found.
  let begun: string[] = [];
  let length = 0;
  let row = 0;
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      row += 1;
      begun.push(piece.slice(start, end));
      yield { text: withoutReturn(begun.length === 1 ? (begun[0] ?? '') : begun.join('')), row };
      begun = [];
      length = 0;
      start = end + 1;
    }
    if (start === piece.length) continue;
    begun.push(piece.slice(start));
    length += piece.length - start;
    if (length > longestTextLength) throw endless(`${path}:${row + 1}`, 'line');
  }
  if (length > 0) yield { text: withoutReturn(begun.join('')), row: row + 1 };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** What is longer than `longestTextLength` without an end. */
export function endless(where: string, what: string): DataError {
  return new DataError(`The ${what} is too long.`, {
    where,
    expected: `at most ${longestTextLength / 1024 / 1024} million characters a ${what}`,
    found: 'no end',
    advice: 'Check that this is the right file, and that no quote is left open.',
  });
}

/**
 * The first characters of a text file, for finding out its format.
 * @throws DataError as `readText`
 */
export async function peekText(path: string, options: FileOptions = {}, characters = 4096): Promise<string> {
  return firstCharacters(readText(path, options), characters);
}

/** The first characters of text that is open already. */
export async function firstCharacters(pieces: AsyncIterable<string>, characters: number): Promise<string> {
  let start = '';
  for await (const piece of pieces) {
    start += piece;
    if (start.length >= characters) break;
  }
  return start.slice(0, characters);
}

/** A whole text file, plain or packed, for formats that are one document. @throws DataError as `readText` */
export async function wholeText(path: string, options: FileOptions = {}): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of readText(path, options)) pieces.push(piece);
  return pieces.join('');
}
