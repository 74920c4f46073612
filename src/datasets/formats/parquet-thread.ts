// Runs in a thread of its own: damage in a Parquet file can make its decoding endless, and a thread can be ended.
import { parentPort } from 'node:worker_threads';
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** A file by its path, or its bytes where it is packed. */
export type ParquetContent = string | ArrayBuffer;

/** What the thread is asked. */
export interface ParquetQuestion {
  readonly id: number;
  readonly question:
    | { readonly kind: 'open'; readonly file: number; readonly content: ParquetContent }
    /** Rows of one group, those from here on that fit into one answer. */
    | { readonly kind: 'rows'; readonly file: number; readonly group: number; readonly from: number }
    | { readonly kind: 'close'; readonly file: number };
}

/** What it answers to the question with this id. */
export interface ParquetReply {
  readonly id: number;
  readonly answer:
    | { readonly kind: 'opened'; readonly columns: readonly string[]; readonly groupSizes: readonly number[] }
    | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
    | { readonly kind: 'closed' }
    | { readonly kind: 'failed'; readonly message: string };
}

interface OpenFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** The group that was decoded last. */
  decoded: { readonly group: number; readonly rows: readonly unknown[] } | null;
}

/** Rows that are sent at a time. */
const rowsPerReply = 2000;

const files = new Map<number, OpenFile>();
const port = parentPort;
if (port === null) throw new Error('this file is to be run as a thread');
port.on('message', async ({ id, question }: ParquetQuestion) => {
  port.postMessage({ id, answer: await answerTo(question) } satisfies ParquetReply);
});

async function answerTo(question: ParquetQuestion['question']): Promise<ParquetReply['answer']> {
  try {
    if (question.kind === 'open') return await open(question.file, question.content);
    if (question.kind === 'rows') return await rowsOf(question.file, question.group, question.from);
    files.delete(question.file);
    return { kind: 'closed' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

async function open(id: number, content: ParquetContent): Promise<ParquetReply['answer']> {
  const file: AsyncBuffer =
    typeof content === 'string'
      ? await asyncBufferFromFile(content)
      : { byteLength: content.byteLength, slice: (start, end) => content.slice(start, end) };
  const metadata = await parquetMetadataAsync(file, { parsers });
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  const groupSizes = metadata.row_groups.map((group) => Number(group.num_rows));
  checkSizes(groupSizes, Number(metadata.num_rows));
  files.set(id, { file, metadata, decoded: null });
  return { kind: 'opened', columns, groupSizes };
}

function checkSizes(sizes: readonly number[], rows: number): void {
  const sum = sizes.reduce((all, size) => all + size, 0);
  if (sum === rows && sizes.every((size) => size >= 0)) return;
  throw new Error(`${rows} rows, and groups of ${sizes.slice(0, 10).join(', ')} rows`);
}

async function rowsOf(id: number, group: number, from: number): Promise<ParquetReply['answer']> {
  const open = files.get(id);
  if (open === undefined) throw new Error('the file is not open');
  if (open.decoded?.group !== group) open.decoded = { group, rows: await decode(open, group) };
  return { kind: 'rows', rows: open.decoded.rows.slice(from, from + rowsPerReply).map(plainValue) };
}

async function decode({ file, metadata }: OpenFile, group: number): Promise<readonly unknown[]> {
  const sizes = metadata.row_groups.map((each) => Number(each.num_rows));
  const rowStart = sizes.slice(0, group).reduce((sum, size) => sum + size, 0);
  const rowEnd = rowStart + (sizes[group] ?? 0);
  const rows = await parquetReadObjects({ file, metadata, compressors, parsers, rowStart, rowEnd });
  if (rows.length === rowEnd - rowStart) return rows;
  throw new Error(`a group of ${rowEnd - rowStart} rows, of which ${rows.length} are there`);
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
