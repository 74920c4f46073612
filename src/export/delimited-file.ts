import { stringify } from 'csv-stringify/sync';
import type { ExportColumn, RowWriter } from './export-file.ts';
import { openTextSink } from './text-sink.ts';

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
  return {
    write: (rows) =>
      sink.write(
        stringify([...rows], {
          delimiter,
          columns: names,
          // A carriage return ends a line for many readers; the library quotes line feeds only.
          quoted_match: /\r/,
          cast: { boolean: (value) => String(value) },
        }),
      ),
    end: () => sink.end(),
  };
}
