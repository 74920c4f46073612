import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hvsb } from './hvsb.ts';

/** Has the program export a table as JSON Lines, and reads the file. @param words further options, such as `--pack` */
export async function exportedRows<Row>(
  folder: string,
  table: string,
  words: readonly string[] = [],
): Promise<readonly Row[]> {
  const out = join(folder, `exported-${table}.jsonl`);
  const { code, stderr } = await hvsb(folder, ['export', '--table', table, '--out', out, ...words]);
  assert.equal(code, 0, stderr);
  const text = (await readFile(out, 'utf8')).trimEnd();
  return text === '' ? [] : text.split('\n').map((line): Row => JSON.parse(line));
}
