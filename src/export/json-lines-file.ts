import type { ExportColumn, RowWriter } from './export-file.ts';
import { openTextSink } from './text-sink.ts';

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
