import { stat } from 'node:fs/promises';
import { DataError } from '../../errors/errors.ts';
import type { FileContent } from './bytes.ts';
import type { RowValues, TableRow } from './json-rows.ts';
import { ParquetReader } from './parquet-decoder.ts';
import type { ParquetContent } from './parquet-thread.ts';

/** A Parquet file whose schema has been read. */
export interface ParquetTable {
  readonly columns: readonly string[];
  rows(): AsyncIterable<TableRow>;
}

/** Longest time that one group of rows may take, in seconds: that much, and more by the size of the file. */
const patienceSeconds = 20;
const bytesPerSecond = 2_000_000;

/**
 * Opens a Parquet file. Its rows come row group by row group. Whole numbers of 64 bits are numbers where those are exact,
 * else texts of their digits; times are texts in ISO 8601.
 * @param patience seconds after which a file whose decoding does not end is damaged
 * @throws DataError where it is damaged or cut off
 */
export async function openParquet(
  path: string,
  content: FileContent,
  patience = patienceSeconds,
): Promise<ParquetTable> {
  // What is packed once more cannot be read in parts.
  const source = content.isPlain ? path : await bytesOf(content);
  const size = typeof source === 'string' ? (await stat(source)).size : source.byteLength;
  const file = { path, source, seconds: patience + size / bytesPerSecond };
  const reader = await open(file);
  reader.close();
  return { columns: reader.columns, rows: () => rowsOf(file) };
}

interface ParquetFile {
  readonly path: string;
  readonly source: ParquetContent;
  /** In which an answer of the thread has to come. */
  readonly seconds: number;
}

async function bytesOf(content: FileContent): Promise<ArrayBuffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content.bytes()) chunks.push(chunk);
  const { buffer, byteOffset, byteLength } = Buffer.concat(chunks);
  // `Buffer.concat` of something may lie in a larger buffer that others share.
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer as ArrayBuffer;
}

async function* rowsOf(file: ParquetFile): AsyncGenerator<TableRow> {
  const reader = await open(file);
  try {
    let row = 0;
    for (const [group, size] of reader.groupSizes.entries()) {
      for (let from = 0; from < size; ) {
        const rows = await readable(file.path, () => reader.rows(group, from));
        for (const value of rows) {
          row += 1;
          yield { kind: 'row', value: value as RowValues, row };
        }
        from += rows.length;
      }
    }
  } finally {
    reader.close();
  }
}

function open({ path, source, seconds }: ParquetFile): Promise<ParquetReader> {
  return readable(path, () => ParquetReader.open(source, seconds));
}

/** What the library throws is about the file. */
async function readable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new DataError('The Parquet file is damaged, cut off, or packed in a way that is not known.', {
      where: path,
      expected: 'a whole Parquet file',
      found: (cause instanceof Error ? cause.message : String(cause)).slice(0, 200),
      advice: 'Download or write it again.',
      cause,
    });
  }
}
