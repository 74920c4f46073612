import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../../errors/errors.ts';

/**
 * The bytes of a file, in chunks, unpacked where its name ends in `.gz`.
 * @throws DataError when the file is not there or cannot be read, or its gzip stream is cut off or damaged
 */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  // The callback is needed for the pipeline to take no part in error handling: errors arrive through the loop.
  const stream = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    throw readError(path, error);
  } finally {
    file.destroy();
  }
}

function readError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === undefined) return error;
  const details = { where: path, cause: error };
  switch (code) {
    case 'ENOENT':
      return new DataError('There is no such file.', { ...details, advice: 'Check the path.' });
    case 'EISDIR':
      return new DataError('This is a folder, not a file.', details);
    case 'Z_BUF_ERROR':
      return new DataError('The gzip file is cut off: it ends before its data do.', {
        ...details,
        expected: 'a complete .gz file',
        found: 'one that ends early, as after a broken download',
        advice: 'Download or copy it again.',
      });
    case 'Z_DATA_ERROR':
      return new DataError('The gzip file is damaged, or is not a gzip file.', {
        ...details,
        found: error instanceof Error ? error.message : String(code),
        advice: 'Download it again, or drop .gz from the name if it is not compressed.',
      });
    default:
      return new DataError('The file cannot be read.', { ...details, found: String(code) });
  }
}

/**
 * Bytes as text, strictly: nothing is replaced.
 * @param where file and line, for the error
 * @throws DataError when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Buffer, where: string): string {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  const column = text.indexOf('\uFFFD');
  throw new DataError('These bytes are not UTF-8.', {
    where,
    expected: 'UTF-8 text',
    found: `a byte that belongs to no character, after ${column} ${column === 1 ? 'character' : 'characters'} of the line`,
    advice: 'Download the file again, or save it as UTF-8.',
  });
}

/**
 * A whole text file (plain or `.gz`), for formats that are one document.
 * @throws DataError that names file and line where bytes are not UTF-8, and what `readBytes` throws
 */
export async function readText(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBytes(path)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) namePlace(bytes, path);
  return decodeUtf8(bytes, path).replace(/^\uFEFF/, '');
}

function namePlace(bytes: Buffer, path: string): void {
  let row = 1;
  for (let start = 0; start < bytes.length; row += 1) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    decodeUtf8(line, `${path}:${row}`);
    start += line.length + 1;
  }
}
