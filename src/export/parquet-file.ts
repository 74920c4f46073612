import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ExportColumn, ExportRow, RowWriter } from './export-file.ts';

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
