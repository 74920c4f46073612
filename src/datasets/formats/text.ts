import { isUtf8 } from 'node:buffer';
import { DataError, UsageError } from '../../errors/errors.ts';
import { openContent } from './bytes.ts';

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
  let decoder: TextDecoding | null = null;
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

interface TextDecoding {
  decode(chunk: Buffer): string;
  end(): string;
}

const excelAdvice =
  'In Excel, save it as "CSV UTF-8 (Comma delimited) (*.csv)", elsewhere as UTF-8; or name its encoding, for example "--encoding windows-1252".';

function decodingOf(start: Buffer, path: string, encoding: string | undefined): TextDecoding {
  const hex = start.subarray(0, 3).toString('hex');
  if (hex === 'efbbbf') return new Utf8(path, 3);
  if (hex.startsWith('fffe')) return new OtherEncoding(path, 'utf-16le');
  if (hex.startsWith('feff')) return new OtherEncoding(path, 'utf-16be');
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) return new OtherEncoding(path, encoding);
  const half = halfOfZeros(start);
  if (half === null) return new Utf8(path, 0);
  throw new DataError('The file looks like UTF-16, and has no byte order mark that says so.', {
    where: `${path}:1`,
    expected: 'UTF-8, or UTF-16 with a byte order mark',
    found: 'a zero in every second byte',
    advice: `In Excel, save it as "CSV UTF-8 (Comma delimited) (*.csv)", or read it with "--encoding ${half}".`,
  });
}

/** UTF-16 of Latin letters has a zero in every second byte. */
function halfOfZeros(start: Buffer): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0];
  const bytes = start.subarray(0, 64);
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < bytes.length / 4) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

class Utf8 implements TextDecoding {
  readonly #path: string;
  #skip: number;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;

  constructor(path: string, skip: number) {
    this.#path = path;
    this.#skip = skip;
  }

  decode(chunk: Buffer): string {
    const all = this.#rest.length === 0 ? chunk.subarray(this.#skip) : Buffer.concat([this.#rest, chunk]);
    this.#skip = 0;
    const end = endOfCharacters(all);
    this.#rest = all.subarray(end);
    return this.#text(all.subarray(0, end));
  }

  end(): string {
    return this.#text(this.#rest);
  }

  #text(bytes: Buffer): string {
    if (!isUtf8(bytes)) throw notUtf8(bytes, this.#path, this.#line);
    const text = bytes.toString('utf8');
    this.#line += linesIn(text);
    return text;
  }
}

/** The end of the last whole character; one that is cut takes at most three bytes. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function notUtf8(bytes: Buffer, path: string, firstLine: number): DataError {
  // The longest beginning that is UTF-8, found by halves; a character that is cut at its end does not matter.
  let [fits, tooLong] = [0, bytes.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (isUtf8(bytes.subarray(0, endOfCharacters(bytes.subarray(0, middle))))) fits = middle;
    else tooLong = middle;
  }
  const valid = endOfCharacters(bytes.subarray(0, fits));
  const line = firstLine + linesIn(bytes.toString('utf8', 0, valid));
  const isWordEnd = (byte: number | undefined) =>
    byte === undefined || byte <= 0x20 || byte === 0x2c || byte === 0x3b;
  let [from, to] = [valid, valid];
  while (from > 0 && valid - from < 30 && !isWordEnd(bytes[from - 1])) from -= 1;
  while (to - valid < 30 && !isWordEnd(bytes[to])) to += 1;
  const word = bytes.subarray(from, to);
  return new DataError('These bytes are not UTF-8.', {
    where: `${path}:${line}`,
    expected: 'UTF-8 text',
    found: `"${word.toString('utf8')}", which would be "${windows1252.decode(word)}" in Windows-1252`,
    advice: excelAdvice,
  });
}

const windows1252 = new TextDecoder('windows-1252');

class OtherEncoding implements TextDecoding {
  readonly #path: string;
  readonly #encoding: string;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #line = 1;

  constructor(path: string, encoding: string) {
    this.#path = path;
    this.#encoding = encoding;
    try {
      this.#decoder = new TextDecoder(encoding, { fatal: true });
    } catch (cause) {
      throw new UsageError(`There is no encoding "${encoding}".`, {
        where: '--encoding',
        expected:
          'windows-1252, iso-8859-2, utf-16le, shift_jis, gb18030 or another name of the Encoding Standard',
        found: encoding,
        cause,
      });
    }
  }

  decode(chunk: Buffer): string {
    return this.#guarded(() => this.#decoder.decode(chunk, { stream: true }));
  }

  end(): string {
    return this.#guarded(() => this.#decoder.decode());
  }

  #guarded(work: () => string): string {
    try {
      const text = work();
      this.#line += linesIn(text);
      return text;
    } catch (cause) {
      throw new DataError(`These bytes are not ${this.#encoding}.`, {
        where: this.#path,
        expected: `text in ${this.#encoding}`,
        found: `a byte that belongs to no character, in line ${this.#line} or soon after`,
        advice: excelAdvice,
        cause,
      });
    }
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
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
