import { DataError } from '../../errors/errors.ts';
import { endless, longestTextLength } from './text.ts';

/** How the cells of a table are separated, and whether quotes mean anything. */
export interface CellSyntax {
  readonly delimiter: string;
  readonly quotes: 'double' | 'none';
}

/** The cells of one record, and the lines that it is on. */
export interface CellRecord {
  readonly cells: readonly string[];
  /** Line that it starts on, counted from 1. */
  readonly row: number;
  /** Of a record on several lines with cells that are not quoted: how many cells each line has where quotes mean nothing. */
  readonly cellsByLine: readonly number[] | null;
}

/** What the record at a place is; null where the text ends before the record does. */
type Parsed = {
  readonly cells: string[];
  readonly end: number;
  readonly lines: number;
  readonly isAllQuoted: boolean;
} | null;

/**
 * Streams the records of delimited text by RFC 4180, in batches. Lines end with LF, CRLF or CR. A quote begins a quoted
 * cell only as the cell's first character, and in one it is doubled; elsewhere it is a character like any other.
 * Empty lines are passed over.
 * @param path for errors
 * @throws DataError that names the line of a quote that is never closed, or is closed within its cell
 * @example
 * for await (const records of cellRecords(pieces, { delimiter: ';', quotes: 'double' }, 'a.csv')) use(records);
 */
export async function* cellRecords(
  pieces: AsyncIterable<string>,
  syntax: CellSyntax,
  path: string,
): AsyncGenerator<readonly CellRecord[]> {
  const reader = new RecordReader(syntax, path);
  for await (const piece of pieces) {
    const records = reader.add(piece, false);
    if (records.length > 0) yield records;
    reader.check();
  }
  const records = reader.add('', true);
  if (records.length > 0) yield records;
  reader.check();
}

class RecordReader {
  readonly #syntax: CellSyntax;
  readonly #path: string;
  #rest = '';
  #waiting: string[] = [];
  #waitingLength = 0;
  /** Line of the record that is being read. */
  #row = 1;
  /** Where in the text that record starts. */
  #start = 0;
  #failure: DataError | null = null;

  constructor(syntax: CellSyntax, path: string) {
    this.#syntax = syntax;
    this.#path = path;
  }

  /** @throws DataError for what cannot be read behind the records that `add` gave */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  add(piece: string, isLast: boolean): CellRecord[] {
    this.#waiting.push(piece);
    this.#waitingLength += piece.length;
    // A record over many pieces is looked at again only when the text has doubled.
    if (!isLast && this.#waitingLength < this.#rest.length) return [];
    const text = this.#rest + this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    const records: CellRecord[] = [];
    let start = 0;
    while (start < text.length) {
      this.#start = start;
      const parsed = this.#parseOrFail(text, start, isLast);
      if (parsed === null) break;
      const { lines } = parsed;
      if (parsed.cells.length > 1 || parsed.cells[0] !== '') {
        const { cells, isAllQuoted } = parsed;
        const isSuspicious = lines > 1 && !isAllQuoted;
        const cellsByLine = isSuspicious ? this.#cellsByLine(text.slice(start, parsed.end)) : null;
        records.push({ cells, row: this.#row, cellsByLine });
      }
      this.#row += lines;
      start = parsed.end;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length > longestTextLength) throw endless(`${this.#path}:${this.#row}`, 'record');
    return records;
  }

  #parseOrFail(text: string, start: number, isLast: boolean): Parsed {
    try {
      return this.#parse(text, start, isLast);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.#failure = error;
      return null;
    }
  }

  #parse(text: string, start: number, isLast: boolean): Parsed {
    const { delimiter } = this.#syntax;
    const newline = text.indexOf('\n', start);
    if (newline !== -1) {
      const line = text.slice(start, text[newline - 1] === '\r' && newline > start ? newline - 1 : newline);
      // Most lines hold no quote.
      if (!line.includes('\r') && (this.#syntax.quotes === 'none' || !line.includes('"'))) {
        return { cells: line.split(delimiter), end: newline + 1, lines: 1, isAllQuoted: false };
      }
    }
    const cells: string[] = [];
    let isAllQuoted = true;
    let at = start;
    for (;;) {
      const cell = this.#cell(text, at, isLast);
      if (cell === null) return null;
      cells.push(cell.text);
      isAllQuoted &&= cell.isQuoted;
      at = cell.end;
      if (at < text.length && text[at] === delimiter) {
        at += 1;
        continue;
      }
      if (at >= text.length && !isLast) return null;
      if (text[at] === '\r' && at + 1 >= text.length && !isLast) return null;
      const end = at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
      return { cells, end, lines: Math.max(1, linesWithin(text, start, end)), isAllQuoted };
    }
  }

  #cell(text: string, start: number, isLast: boolean) {
    if (this.#syntax.quotes === 'double' && text[start] === '"') return this.#quotedCell(text, start, isLast);
    let end = start;
    while (end < text.length && !this.#endsCell(text[end])) end += 1;
    return { text: text.slice(start, end), end, isQuoted: false };
  }

  #quotedCell(text: string, start: number, isLast: boolean) {
    let isDoubled = false;
    for (let from = start + 1; ; ) {
      const quote = text.indexOf('"', from);
      if (quote === -1) {
        if (isLast) throw this.#openQuote(text, start);
        return null;
      }
      const next = text[quote + 1];
      if (next === undefined && !isLast) return null;
      if (next === '"') {
        isDoubled = true;
        from = quote + 2;
        continue;
      }
      if (next !== undefined && !this.#endsCell(next)) throw this.#textAfterQuote(text, start, quote);
      const inner = text.slice(start + 1, quote);
      return { text: isDoubled ? inner.replaceAll('""', '"') : inner, end: quote + 1, isQuoted: true };
    }
  }

  #endsCell(character: string | undefined): boolean {
    return character === this.#syntax.delimiter || character === '\n' || character === '\r';
  }

  #cellsByLine(record: string): number[] {
    const lines = record.replace(/(\r\n|\n|\r)$/, '').split(/\r\n|\n|\r/);
    return lines.map((line) => line.split(this.#syntax.delimiter).length);
  }

  #place(text: string, at: number): string {
    return `${this.#path}:${this.#row + linesWithin(text, this.#start, at)}`;
  }

  #openQuote(text: string, quote: number): DataError {
    return new DataError('A quote is opened and never closed.', {
      where: this.#place(text, quote),
      expected: 'a second quote at the end of the cell',
      found: excerpt(text.slice(quote)),
      advice: quoteAdvice,
    });
  }

  #textAfterQuote(text: string, quote: number, closing: number): DataError {
    const [opened, closed] = [this.#place(text, quote), this.#place(text, closing)];
    const isBackslash = text[closing - 1] === '\\';
    return new DataError('A quote is closed within its cell, and text follows it.', {
      where: opened,
      expected: 'quotes around the whole cell, and each quote inside it doubled ("")',
      found: `${excerpt(text.slice(closing, closing + 60))}${closed === opened ? '' : ` in line ${closed.split(':').at(-1)}`} after ${excerpt(text.slice(quote, quote + 60))}`,
      advice: isBackslash
        ? 'Quotes were written with a backslash (\\"): write the table with doubled quotes, or as JSON Lines.'
        : quoteAdvice,
    });
  }
}

const quoteAdvice =
  'Correct the quote, or read quotes as ordinary characters with "--quotes none"; JSON Lines has no such doubt.';

function excerpt(text: string): string {
  const line = text.slice(0, 60).split(/[\r\n]/)[0] ?? '';
  return JSON.stringify(line.length < text.length ? `${line}…` : line);
}

/** How many lines end within the text. */
function linesWithin(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) lines += 1;
  }
  return lines;
}
