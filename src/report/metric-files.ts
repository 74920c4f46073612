import { stringify } from 'csv-stringify/sync';
import type { StudyMetrics } from '../measures/study-metrics.ts';
import { explanationEntries } from '../measures/explanation-entries.ts';
import { type FlatEntry, type FlatValue, flatEntry } from '../tables/flat-entry.ts';
import { guardFormula } from '../tables/formula-guard.ts';

/** The metrics of `hvsb metrics --json` as one CSV a kind, numbers in full, empty where undefined. Name → content. */
export function metricFiles(metrics: StudyMetrics): ReadonlyMap<string, string> {
  const { misalignment, attackSuccess, controls, consistency, modelDifferences } = metrics;
  const judged = Object.entries({
    misalignment,
    attack_success: attackSuccess,
    controls,
    consistency,
    model_difference: modelDifferences,
  });
  const entries = [
    ...judged.flatMap(([table, list]) => list.map((entry): FlatEntry => ({ table, ...flatEntry(entry) }))),
    ...explanationEntries(metrics),
  ];
  const kinds = Map.groupBy(entries, ({ table }) => String(table));
  return new Map([...kinds].map(([kind, rows]) => [`${kind.replaceAll('_', '-')}.csv`, csv(rows)]));
}

function csv(rows: readonly FlatEntry[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (column) => column !== 'table',
  );
  return stringify([columns, ...rows.map((row) => columns.map((column) => safe(row[column] ?? null)))], {
    quoted_match: /\r/,
  });
}

/** Names come from outside, and a spreadsheet runs what begins like a formula. */
function safe(value: FlatValue): FlatValue {
  return typeof value === 'string' ? guardFormula(value) : value;
}
