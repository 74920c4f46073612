import { isAscii, isUtf8 } from 'node:buffer';
import { DataError, UsageError } from '../../errors/errors.ts';

/** Bytes to text, piece by piece; what is no text in the encoding is an error. */
interface TextDecoding {
  decode(chunk: Buffer): string;
  end(): string;
}

const excelAdvice =
  'In Excel, save it as "CSV UTF-8 (Comma delimited) (*.csv)", elsewhere as UTF-8; or name its encoding, for example "--encoding windows-1252".';

/**
 * How a file is decoded, by its first bytes and by what the user says; a byte order mark says more.
 * @throws DataError where it looks like UTF-16 without a mark; UsageError where there is no such encoding
 */
export function decodingOf(start: Buffer, path: string, encoding: string | undefined): TextDecoding {
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

/** In these, every byte is a character, so that UTF-8 can be read as any of them and gives other words. */
const oneByteEncodings = /^(?:windows-\d|iso-8859-|macintosh|x-mac|koi8|ibm)/;

/** Whether all bytes that went by are UTF-8, and not ASCII alone. */
class Utf8Evidence {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isUtf8 = true;
  #isAscii = true;

  add(chunk: Buffer): void {
    if (!this.#isUtf8 || (this.#isAscii && isAscii(chunk))) return;
    this.#isAscii = false;
    try {
      this.#decoder.decode(chunk, { stream: true });
    } catch {
      this.#isUtf8 = false;
    }
  }

  isUtf8(): boolean {
    return this.#isUtf8 && !this.#isAscii;
  }
}

function isUtf8Instead(path: string, encoding: string): DataError {
  return new DataError('The file is UTF-8.', {
    where: path,
    expected: `text in ${encoding}, as --encoding says`,
    found: 'bytes that are UTF-8 from the first to the last, letters beyond ASCII among them',
    advice: 'Read this file without --encoding; several files may need several imports.',
  });
}

class OtherEncoding implements TextDecoding {
  readonly #path: string;
  readonly #encoding: string;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #utf8: Utf8Evidence | null;
  #line = 1;

  constructor(path: string, encoding: string) {
    this.#path = path;
    this.#encoding = encoding;
    try {
      this.#decoder = new TextDecoder(encoding, { fatal: true });
      this.#utf8 = oneByteEncodings.test(this.#decoder.encoding) ? new Utf8Evidence() : null;
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
    this.#utf8?.add(chunk);
    return this.#guarded(() => this.#decoder.decode(chunk, { stream: true }));
  }

  end(): string {
    if (this.#utf8?.isUtf8()) throw isUtf8Instead(this.#path, this.#encoding);
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
