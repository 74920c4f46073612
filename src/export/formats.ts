import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

/** A column and its type, for formats that have types. */
export interface ExportColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'boolean';
}

export type ExportRow = Readonly<Record<string, string | number | boolean | null>>;

/** Writes rows as they come; holds no more than a batch (Parquet: a row group). */
export interface RowWriter {
  write(rows: readonly ExportRow[]): Promise<void>;
  end(): Promise<void>;
}

/**
 * CSV or TSV by RFC 4180: a header, quotes where a cell holds a delimiter, a quote or a line break. Null and an
 * empty text are both an empty cell.
 */
export async function openDelimitedFile(
  path: string,
  columns: readonly ExportColumn[],
  compressed: boolean,
  delimiter: ',' | '\t',
): Promise<RowWriter> {
  const sink = await openTextSink(path, compressed);
  const names = columns.map((column) => column.name);
  await sink.write(stringify([names], { delimiter }));
  const format = {
    delimiter,
    columns: names,
    // A carriage return ends a line for many readers; the library quotes line feeds only.
    quoted_match: /\r/,
    cast: { boolean: (value: boolean) => String(value) },
  };
  return {
    write: (rows) => {
      if (!rows.some((row) => looksLikeRows(row, delimiter))) return sink.write(stringify([...rows], format));
      const lines = rows.map((row) =>
        stringify(
          [row],
          looksLikeRows(row, delimiter) ? { ...format, quoted: true, quoted_empty: true } : format,
        ),
      );
      return sink.write(lines.join(''));
    },
    end: () => sink.end(),
  };
}

/** Whether lines within a cell could be taken for rows; with all of its cells in quotes, the row is certain. */
function looksLikeRows(row: ExportRow, delimiter: string): boolean {
  return Object.values(row).some(
    (value) => typeof value === 'string' && value.includes(delimiter) && /[\r\n]/.test(value),
  );
}

/** One JSON object a line, its keys in the order of the columns. */
export async function openJsonLinesFile(
  path: string,
  columns: readonly ExportColumn[],
  compressed: boolean,
): Promise<RowWriter> {
  const sink = await openTextSink(path, compressed);
  const names = columns.map((column) => column.name);
  return {
    write: (rows) => sink.write(rows.map((row) => `${JSON.stringify(row, names)}\n`).join('')),
    end: () => sink.end(),
  };
}

/** A row group is held in memory: at most this many rows, and not many more characters than that. */
const rowGroupSize = 10_000;
const rowGroupCharacters = 16_000_000;

const parquetTypes = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', boolean: 'BOOLEAN' } as const;

/** Parquet with nullable, typed columns; a row group holds 10,000 rows, or fewer long ones. */
export async function openParquetFile(path: string, columns: readonly ExportColumn[]): Promise<RowWriter> {
  const sources = (rows: readonly ExportRow[]) =>
    columns.map(({ name, type }) => ({
      name,
      type: parquetTypes[type],
      nullable: true,
      data: rows.map((row) => parquetValue(row[name] ?? null, type)),
    }));
  const schema = schemaFromColumnData({ columnData: sources([]) });
  const writer = new ParquetWriter({ writer: fileWriter(path), schema });
  let waiting: ExportRow[] = [];
  let characters = 0;
  async function flush(): Promise<void> {
    if (waiting.length > 0) await writer.write({ columnData: sources(waiting), rowGroupSize });
    waiting = [];
    characters = 0;
  }
  return {
    write: async (rows) => {
      for (const row of rows) {
        waiting.push(row);
        characters += charactersOf(row);
        if (waiting.length >= rowGroupSize || characters >= rowGroupCharacters) await flush();
      }
    },
    end: async () => {
      await flush();
      await writer.finish();
    },
  };
}

function parquetValue(value: string | number | boolean | null, type: ExportColumn['type']) {
  return type === 'integer' && typeof value === 'number' ? BigInt(value) : value;
}

function charactersOf(row: ExportRow): number {
  let characters = 0;
  for (const value of Object.values(row)) if (typeof value === 'string') characters += value.length;
  return characters;
}

/** Text going to a file, at the pace of the disk. */
export interface TextSink {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

/** Opens a text file, gzip-compressed if asked. An existing file is emptied. */
export async function openTextSink(path: string, compressed: boolean): Promise<TextSink> {
  // Opened first, so that a folder that is not there is reported before anything is read.
  await (await open(path, 'w')).close();
  const source = new PassThrough({ encoding: 'utf8' });
  const file = createWriteStream(path, { flush: true });
  const done = compressed ? pipeline(source, createGzip(), file) : pipeline(source, file);
  // The next write or end throws the failure.
  done.catch(() => {});
  return {
    write: async (text) => {
      if (!source.write(text, 'utf8')) await Promise.race([drained(source), done]);
    },
    end: async () => {
      source.end();
      await done;
    },
  };
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve);
  });
}
