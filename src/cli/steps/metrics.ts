import { type Measured, type MeasureSelection, measureStore } from '../../measures/measure-store.ts';
import { explanationEntries } from '../../measures/explanation-entries.ts';
import { explanationTables } from '../../measures/explanation-tables.ts';
import { metricsCsv } from '../../measures/metrics-csv.ts';
import { metricsTables } from '../../measures/metrics-tables.ts';
import { renderMarkdown } from '../../tables/render-markdown.ts';
import { renderText } from '../../tables/render-text.ts';
import type { Table } from '../../tables/table.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { chooseScenarios } from './choose-scenarios.ts';

export type MetricsFormat = 'text' | 'markdown' | 'csv' | 'json';

/** Measures what is stored. */
export async function measure(store: Store, selection: MeasureSelection): Promise<Measured> {
  await chooseScenarios(store, selection.judgments);
  return measureStore(store, selection);
}

export function printMetrics(context: CommandContext, measured: Measured, format: MetricsFormat): void {
  context.stdout.write(rendered(measured, format, context.stdout.columns ?? 100));
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
}

function rendered(measured: Measured, format: MetricsFormat, width: number): string {
  const { metrics, explanationMetrics } = measured;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ ...metrics, ...explanationMetrics }, null, 2)}\n`;
    case 'csv':
      return metricsCsv(metrics, explanationEntries(explanationMetrics));
    case 'markdown':
      return `${tablesOf(measured).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${tablesOf(measured)
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
