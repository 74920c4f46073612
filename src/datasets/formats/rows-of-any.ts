import type { z } from 'zod';
import { readText } from './bytes.ts';
import { readDelimited } from './delimited.ts';
import { checkRow, type ReadRow, readJsonl, readLines } from './rows.ts';

/** Until the one reader is there. */
export async function* readRows<Row>(
  path: string,
  schema: z.ZodType<Row>,
  _options?: unknown,
): AsyncGenerator<ReadRow<Row>> {
  const first = (await readLines(path).next()).value?.text ?? '';
  if (first === '') return;
  if (first.trimStart().startsWith('[')) {
    const rows = JSON.parse(await readText(path)) as unknown[];
    for (const [index, value] of rows.entries())
      yield { ...checkRow(schema, value, `${path}:${index + 1}`), row: index + 1 };
  } else if (first.trimStart().startsWith('{') || /\.jsonl(\.gz)?$/.test(path)) yield* readJsonl(path, schema);
  else
    for await (const read of readDelimited(path, [])) {
      if (read.kind === 'invalid') yield read;
      else yield { ...checkRow(schema, read.value, `${path}:${read.row}`), row: read.row };
    }
}
