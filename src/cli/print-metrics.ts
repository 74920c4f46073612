import { explanationEntries, metricsCsv } from '../measures/explanation-entries.ts';
import type { Measured, MeasureSelection } from '../measures/measure-store.ts';
import { explanationTables, metricsTables } from '../measures/metrics-tables.ts';
import type { Store } from '../store/contract/store.ts';
import { type MeasureRows, ownRows } from '../study/measure-rows.ts';
import type { FlatEntry } from '../tables/flat-entry.ts';
import { renderMarkdown } from '../tables/markdown.ts';
import type { Table } from '../tables/table.ts';
import { renderText } from '../tables/text.ts';
import type { CommandContext } from './command-context.ts';

export type MetricsFormat = 'text' | 'markdown' | 'csv' | 'json';

/** All measures, those of the config after the package's own. */
export function printMetrics(
  context: CommandContext,
  measured: Measured,
  format: MetricsFormat,
  own: readonly OwnRows[] = [],
): void {
  context.stdout.write(rendered(measured, format, context.stdout.columns ?? 100, own));
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
}

function rendered(measured: Measured, format: MetricsFormat, width: number, own: readonly OwnRows[]): string {
  const { metrics, explanationMetrics } = measured;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...metrics, ...explanationMetrics, ...byId(own) }, null, 2)}\n`;
    case 'csv':
      return metricsCsv(metrics, [...explanationEntries(explanationMetrics), ...own.flatMap(ownEntries)]);
    case 'markdown':
      return `${[...tablesOf(measured), ...own.map(ownTable)].map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${[...tablesOf(measured), ...own.map(ownTable)]
        .map((table) => renderText(table, width))
        .join('\n')}\n`;
  }
}

/** A store that holds explanations alone has no tables of judgments to show. */
function tablesOf({ metrics, explanationMetrics }: Measured): Table[] {
  const ofExplanations = explanationTables(explanationMetrics);
  const nothingJudged = metrics.misalignment.length === 0 && metrics.controls.length === 0;
  return nothingJudged && ofExplanations.length > 0
    ? ofExplanations
    : [...metricsTables(metrics), ...ofExplanations];
}

interface OwnRows extends MeasureRows {
  readonly title: string;
}

/** What the measures of the config give for this selection. */
export async function configMeasures(
  context: CommandContext,
  store: Store,
  measured: Measured,
  { judgments }: MeasureSelection,
): Promise<readonly OwnRows[]> {
  const { measures } = await context.extensions();
  if (measures.length === 0) return [];
  const table = await store.judgmentTable(judgments);
  return measures.map((measure) => ({ title: measure.title, ...ownRows(measure, table, measured) }));
}

/** Own measures as they go into the JSON: rows by the measure's id. */
export function byId(own: readonly OwnRows[]): Readonly<Record<string, readonly FlatEntry[]>> {
  return Object.fromEntries(own.map(({ id, rows }) => [id, rows]));
}

function ownEntries({ id, rows }: OwnRows): FlatEntry[] {
  return rows.map((row) => ({ table: id, ...row }));
}

function ownTable({ title, rows }: OwnRows): Table {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    title,
    columns: columns.map((label) => ({ label })),
    rows: rows.map((row) => columns.map((column) => String(row[column] ?? '–'))),
  };
}
