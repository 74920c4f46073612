import type { MeasureRegistry } from '../measures/measure.ts';
import type { Measured } from '../measures/measure-store.ts';
import { metricsCsv, metricsJson } from '../measures/measure-study.ts';
import { studyTables } from '../measures/study-views.ts';
import { renderMarkdown } from '../tables/markdown.ts';
import { renderText } from '../tables/text.ts';
import type { CommandContext } from './command-context.ts';

export type MetricsFormat = 'text' | 'markdown' | 'csv' | 'json';

/** All measures of the registry: those of the config after the package's own. */
export function printMetrics(
  context: CommandContext,
  measured: Measured,
  format: MetricsFormat,
  registry: MeasureRegistry,
): void {
  context.stdout.write(rendered(measured, format, context.stdout.columns ?? 100, registry));
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
}

function rendered(
  { results }: Measured,
  format: MetricsFormat,
  width: number,
  registry: MeasureRegistry,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(metricsJson(results, registry), null, 2)}\n`;
    case 'csv':
      return metricsCsv(results, registry);
    case 'markdown':
      return `${studyTables(results, registry).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${studyTables(results, registry)
        .map((table) => renderText(table, width))
        .join('\n')}\n`;
  }
}
