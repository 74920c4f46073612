import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { DataError } from '../../errors/errors.ts';
import type { FileContent } from './bytes.ts';
import type { RowValues, TableRow } from './json-rows.ts';

/** A Parquet file whose schema has been read. */
export interface ParquetTable {
  readonly columns: readonly string[];
  rows(): AsyncIterable<TableRow>;
}

/**
 * Opens a Parquet file. Its rows come row group by row group. Whole numbers of 64 bits are numbers where those are exact,
 * else texts of their digits; times are texts in ISO 8601.
 * @throws DataError where it is damaged or cut off
 */
export async function openParquet(path: string, content: FileContent): Promise<ParquetTable> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  return readable(path, async () => {
    // What is packed once more cannot be read in parts.
    const file = content.isPlain ? await asyncBufferFromFile(path) : await bufferOf(content);
    const metadata = await parquetMetadataAsync(file, { parsers });
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    return { columns, rows: () => rowsOf(path, file, metadata) };
  });
}

async function bufferOf(content: FileContent): Promise<AsyncBuffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content.bytes()) chunks.push(chunk);
  const { buffer, byteOffset, byteLength } = Buffer.concat(chunks);
  // `Buffer.concat` of something may lie in a larger buffer that others share.
  const own = new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
  return { byteLength, slice: (start, end) => own.slice(start, end) };
}

async function* rowsOf(path: string, file: AsyncBuffer, metadata: FileMetaData): AsyncGenerator<TableRow> {
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await readable(path, () =>
      parquetReadObjects({ file, metadata, compressors, parsers, rowStart, rowEnd }),
    );
    for (const [index, value] of rows.entries()) {
      yield { kind: 'row', value: plainValue(value) as RowValues, row: rowStart + index + 1 };
    }
    rowStart = rowEnd;
  }
}

// The library's own drops a byte order mark that a text begins with, and replaces what is not UTF-8.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const parsers = { stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes) };

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainValue(member)]));
}

/** What the library throws is about the file. */
async function readable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError('The Parquet file is damaged, cut off, or packed in a way that is not known.', {
      where: path,
      expected: 'a whole Parquet file',
      found: (cause instanceof Error ? cause.message : String(cause)).slice(0, 200),
      advice: 'Download or write it again.',
      cause,
    });
  }
}
