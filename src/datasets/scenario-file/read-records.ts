import { z } from 'zod';
import type { ReadItem } from '../dataset-source.ts';
import { readDelimited } from '../formats/delimited.ts';
import { readJsonl } from '../formats/rows.ts';

/** A record of any of the formats: values by column name. */
export type FileRecord = Readonly<Record<string, unknown>>;

export type ReadFileRecord =
  | { readonly kind: 'row'; readonly value: FileRecord; readonly row: number }
  | Extract<ReadItem, { kind: 'invalid' }>;

const jsonRecord = z.record(z.string(), z.unknown());

/**
 * Streams the records of a JSON Lines file (`.jsonl`, `.ndjson`) or else of a CSV or TSV file, plain or `.gz`.
 * The parts of a nested `text` come out as columns of their own.
 * @throws DataError where nothing more can be read
 */
export async function* readRecords(path: string): AsyncGenerator<ReadFileRecord> {
  if (!/\.(jsonl|ndjson)(\.gz)?$/i.test(path)) {
    yield* readDelimited(path, []);
    return;
  }
  for await (const read of readJsonl(path, jsonRecord)) {
    if (read.kind === 'invalid') yield read;
    else yield { kind: 'row', value: flattened(read.value), row: read.row };
  }
}

function flattened(record: FileRecord): FileRecord {
  const { text, ...rest } = record;
  const parts = jsonRecord.safeParse(text);
  return parts.success ? { ...rest, ...parts.data } : record;
}
