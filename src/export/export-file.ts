import { realpath, rename, rm, stat } from 'node:fs/promises';
import { UsageError } from '../errors/errors.ts';
import { draftPath, removeAbandonedDrafts } from './drafts.ts';
import {
  type ExportColumn,
  type ExportRow,
  openDelimitedFile,
  openJsonLinesFile,
  openParquetFile,
  type RowWriter,
} from './formats.ts';

export const exportFormats = ['jsonl', 'csv', 'tsv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A file that appears under its name only when it is whole. */
export interface ExportFile {
  write(rows: readonly ExportRow[]): Promise<void>;
  /** Ends the file and gives it its name, replacing what had it. */
  close(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/**
 * Opens a file for rows. Values are written as they are, so that what is read back is what was stored: a cell
 * of a CSV that starts with `=` stays so. Null is an empty cell, `null` in JSON Lines and Parquet.
 * @param path a name that ends in `.gz` compresses text formats
 * @throws UsageError when the file cannot be written, when the name belongs to something that is no file, or
 * Parquet is asked to be compressed from outside
 */
export async function openExportFile(
  path: string,
  format: ExportFormat,
  columns: readonly ExportColumn[],
): Promise<ExportFile> {
  if (format === 'parquet' && path.endsWith('.gz')) {
    throw new UsageError('Parquet compresses its own pages and takes no .gz.', {
      where: path,
      advice: 'Leave ".gz" away.',
    });
  }
  const target = await replaceable(path);
  await removeAbandonedDrafts(target);
  const partial = draftPath(target);
  const writer = await orUnwritable(path, open(partial, format, columns, path.endsWith('.gz')));
  return {
    write: (rows) => orUnwritable(path, writer.write(rows)),
    close: async () => {
      await orUnwritable(path, finish(writer, partial, target));
    },
    discard: async () => {
      await writer.end().catch(() => {});
      await rm(partial, { force: true });
    },
  };
}

/**
 * The file behind a link, so that the link stays. A device or pipe, such as /dev/stdout, would be replaced by a
 * file for the whole machine.
 */
async function replaceable(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const there = await stat(target).catch(() => undefined);
  if (there === undefined || there.isFile()) return target;
  throw new UsageError('The export cannot write here: something other than a file has this name.', {
    where: path,
    found: there.isDirectory() ? 'a folder' : 'a device or a pipe',
    advice: 'Name a file that is not there yet, or one to replace.',
  });
}

async function finish(writer: RowWriter, partial: string, path: string): Promise<void> {
  try {
    await writer.end();
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function open(
  path: string,
  format: ExportFormat,
  columns: readonly ExportColumn[],
  compressed: boolean,
): Promise<RowWriter> {
  switch (format) {
    case 'jsonl':
      return openJsonLinesFile(path, columns, compressed);
    case 'csv':
      return openDelimitedFile(path, columns, compressed, ',');
    case 'tsv':
      return openDelimitedFile(path, columns, compressed, '\t');
    case 'parquet':
      return openParquetFile(path, columns);
  }
}

/** What the disk refuses is the user's to solve; anything else is a bug and is thrown unchanged. */
async function orUnwritable<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    throw new UsageError('The file cannot be written.', {
      where: path,
      found: cause.message,
      advice: 'Check the folder, the rights and the space left.',
      cause,
    });
  });
}
