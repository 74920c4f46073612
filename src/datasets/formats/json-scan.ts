import { DataError } from '../../errors/errors.ts';
import { endless, longestTextLength } from './text.ts';

/** A value found in JSON text: where it is in the document, its text, and the line that it starts on. */
export interface JsonPart {
  /** Names of the members that lead to it, joined by dots; `[]` behind an array's means each of its elements. */
  readonly at: string;
  readonly text: string;
  /** Counted from 1. */
  readonly row: number;
}

/** What the scanner expects outside of the values that it gives. */
type Expecting = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

interface Container {
  readonly kind: 'object' | 'array' | 'document';
  readonly at: string;
  /** Of an object, the member that is being read. */
  key: string;
}

/**
 * Streams the values of JSON text without holding the whole of it. Objects and arrays for which `opens` says so are
 * entered, and their members given one by one; every other value is given whole. Several values may follow each other.
 * @param opens is asked with the path of each object and array that is met: '' for the document itself, 'rows[]' for an element of
 *   its member `rows`
 * @param path for errors
 * @throws DataError with the line where the text is not JSON, or ends early
 */
export async function* scanJson(
  pieces: AsyncIterable<string>,
  opens: (at: string, kind: 'object' | 'array') => boolean,
  path: string,
): AsyncGenerator<JsonPart> {
  const scanner = new JsonScanner(opens, path);
  for await (const piece of pieces) yield* scanner.add(piece);
  yield* scanner.end();
}

class JsonScanner {
  readonly #opens: (at: string, kind: 'object' | 'array') => boolean;
  readonly #path: string;
  readonly #containers: Container[] = [{ kind: 'document', at: '', key: '' }];
  #expecting: Expecting = 'value-or-end';
  #row = 1;
  /** The value or key that is being taken whole, as far as it has come. */
  #taken: {
    text: string[];
    length: number;
    row: number;
    isKey: boolean;
    depth: number;
    isInText: boolean;
  } | null = null;
  #isEscaped = false;

  constructor(opens: (at: string, kind: 'object' | 'array') => boolean, path: string) {
    this.#opens = opens;
    this.#path = path;
  }

  *add(piece: string): Generator<JsonPart> {
    let at = 0;
    while (at < piece.length) {
      if (this.#taken !== null) {
        const end = this.#endOfTaken(piece, at);
        this.#taken.text.push(piece.slice(at, end));
        this.#taken.length += end - at;
        if (this.#taken.length > longestTextLength)
          throw endless(`${this.#path}:${this.#taken.row}`, 'value');
        at = end;
        if (this.#isTakenWhole) yield* this.#finish();
        continue;
      }
      this.#next(piece, at);
      if (this.#taken === null) at += 1;
    }
  }

  *end(): Generator<JsonPart> {
    // A number at the very end has nothing behind it that ends it.
    if (this.#taken !== null && this.#taken.depth === 0 && !this.#taken.isInText) {
      this.#isTakenWhole = true;
      yield* this.#finish();
    }
    if (this.#taken === null && this.#containers.length === 1) return;
    throw new DataError('The file ends before its JSON does.', {
      where: `${this.#path}:${this.#row}`,
      expected: this.#taken?.isInText === true ? 'a closing quote' : 'closing brackets',
      found: 'the end of the file',
      advice: 'The file may be cut off: download or write it again.',
    });
  }

  #isTakenWhole = false;

  /** Where in the piece the value ends that is being taken; the piece's end where it goes on. */
  #endOfTaken(piece: string, start: number): number {
    const taken = this.#taken;
    if (taken === null) return start;
    for (let at = start; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (code === 0x0a) this.#row += 1;
      if (taken.isInText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === 0x5c) this.#isEscaped = true;
        else if (code === 0x22) {
          taken.isInText = false;
          if (taken.depth === 0) return this.#whole(at + 1);
        }
        continue;
      }
      switch (code) {
        case 0x22:
          taken.isInText = true;
          break;
        case 0x7b:
        case 0x5b:
          taken.depth += 1;
          break;
        case 0x7d:
        case 0x5d:
          // Of a number, the bracket is that of what it is in.
          if (taken.depth === 0) return this.#whole(at);
          taken.depth -= 1;
          if (taken.depth === 0) return this.#whole(at + 1);
          break;
        case 0x2c:
        case 0x20:
        case 0x09:
        case 0x0d:
        case 0x0a:
          if (taken.depth > 0) break;
          if (code === 0x0a) this.#row -= 1;
          return this.#whole(at);
        default:
      }
    }
    return piece.length;
  }

  #whole(end: number): number {
    this.#isTakenWhole = true;
    return end;
  }

  *#finish(): Generator<JsonPart> {
    const taken = this.#taken;
    const container = this.#containers.at(-1);
    this.#taken = null;
    this.#isTakenWhole = false;
    if (taken === null || container === undefined) return;
    const text = taken.text.join('');
    if (taken.isKey) {
      container.key = this.#parsedKey(text, taken.row);
      this.#expecting = 'colon';
      return;
    }
    yield { at: this.#pathOfValue(container), text, row: taken.row };
    this.#afterValue(container);
  }

  #afterValue(container: Container): void {
    this.#expecting = container.kind === 'document' ? 'value-or-end' : 'comma-or-end';
  }

  #parsedKey(text: string, row: number): string {
    try {
      return String(JSON.parse(text));
    } catch (cause) {
      throw notJson(`${this.#path}:${row}`, text, cause);
    }
  }

  #pathOfValue({ kind, at, key }: Container): string {
    if (kind === 'array') return `${at}[]`;
    if (kind === 'document') return '';
    return at === '' ? key : `${at}.${key}`;
  }

  /** One character outside of the values that are given. */
  #next(piece: string, at: number): void {
    const character = piece[at] ?? '';
    if (character === '\n') this.#row += 1;
    if (/\s/.test(character)) return;
    const container = this.#containers.at(-1);
    if (container === undefined) return;
    const expecting = this.#expecting;
    if (expecting === 'colon' && character === ':') this.#expecting = 'value';
    else if (expecting === 'comma-or-end' && character === ',') {
      this.#expecting = container.kind === 'object' ? 'key' : 'value';
    } else if (
      (expecting === 'comma-or-end' || expecting === 'value-or-end' || expecting === 'key-or-end') &&
      character === (container.kind === 'object' ? '}' : ']') &&
      container.kind !== 'document'
    ) {
      this.#containers.pop();
      const outer = this.#containers.at(-1);
      if (outer !== undefined) this.#afterValue(outer);
    } else if ((expecting === 'key' || expecting === 'key-or-end') && character === '"') this.#take(true);
    else if ((expecting === 'value' || expecting === 'value-or-end') && /["{[\-\dtfnNI]/.test(character)) {
      this.#startValue(container, character);
    } else throw this.#unexpected(piece, at);
  }

  #startValue(container: Container, character: string): void {
    const path = this.#pathOfValue(container);
    const kind = character === '{' ? 'object' : character === '[' ? 'array' : null;
    if (kind === null || !this.#opens(path, kind)) {
      this.#take(false);
      return;
    }
    this.#containers.push({ kind, at: path, key: '' });
    this.#expecting = kind === 'object' ? 'key-or-end' : 'value-or-end';
  }

  #take(isKey: boolean): void {
    this.#taken = { text: [], length: 0, row: this.#row, isKey, depth: 0, isInText: false };
  }

  #unexpected(piece: string, at: number): DataError {
    const wanted: Readonly<Record<Expecting, string>> = {
      value: 'a value',
      'value-or-end': 'a value or a closing bracket',
      key: 'a name in quotes',
      'key-or-end': 'a name in quotes or a closing bracket',
      colon: 'a colon',
      'comma-or-end': 'a comma or a closing bracket',
    };
    return new DataError('The file is not JSON.', {
      where: `${this.#path}:${this.#row}`,
      expected: wanted[this.#expecting],
      found: JSON.stringify(piece.slice(at, at + 40)),
      advice: 'Correct the file, or write it again.',
    });
  }
}

/**
 * A JSON text as a value. Whole numbers that a double cannot hold come as texts of their digits, so that ids stay exact.
 * Python's NaN and Infinity, which are no JSON, come as null.
 * @throws DataError where the text is no JSON
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
  } catch (cause) {
    if (/NaN|Infinity/.test(text)) {
      const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
        found.startsWith('"') ? found : 'null',
      );
      if (plain !== text) return parseJson(plain, where);
    }
    throw notJson(where, text, cause);
  }
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}

function notJson(where: string, text: string, cause: unknown): DataError {
  const shown = text.length > 150 ? `${text.slice(0, 150)}… (${text.length} characters)` : text;
  return new DataError('This is not JSON.', {
    where,
    expected: 'one whole JSON value',
    found: shown,
    advice: 'If it is the last row, the file may be cut off: download or write it again.',
    cause,
  });
}
