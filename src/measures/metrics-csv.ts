import { stringify } from 'csv-stringify/sync';
import type { Metrics } from './metrics.ts';
import { type FlatEntry, flatEntry } from '../tables/flat-entry.ts';

const tables = {
  misalignment: 'misalignment',
  attackSuccess: 'attack_success',
  controls: 'controls',
  consistency: 'consistency',
  modelDifferences: 'model_difference',
} as const satisfies Record<keyof Metrics, string>;

/**
 * All metrics as one CSV for other programs: a line an entry, its kind in the column `table`, nested fields as
 * `flip_rate`, numbers in full. A line is empty in the columns of other kinds and where a value is undefined.
 *
 * @param more lines of other kinds, which follow: see `explanationEntries`.
 */
export function metricsCsv(metrics: Metrics, more: readonly FlatEntry[] = []): string {
  const own = (Object.keys(tables) as (keyof Metrics)[]).flatMap((kind) =>
    metrics[kind].map((entry): FlatEntry => ({ table: tables[kind], ...flatEntry(entry) })),
  );
  const rows = [...own, ...more];
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  return stringify(rows, { header: true, columns: columns.size === 0 ? ['table'] : [...columns] });
}
