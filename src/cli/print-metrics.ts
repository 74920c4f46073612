import { closest } from 'fastest-levenshtein';
import { UsageError } from '../errors/errors.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import type { Measured } from '../measures/measure-store.ts';
import { metricsCsvFiles, metricsJson } from '../measures/measure-study.ts';
import { studyCautions, studyTables } from '../measures/study-views.ts';
import { writeFolder } from '../report/write-folder.ts';
import { renderMarkdown } from '../tables/markdown.ts';
import { renderText } from '../tables/text.ts';
import { type CommandContext, terminalWidth } from './command-context.ts';
import { summaryText } from './print-summary.ts';

/** `summary` and `text`: tables at the terminal's width, the first on one screen. */
export type MetricsFormat = 'summary' | 'text' | 'markdown' | 'json';

/** Prints the measures of the registry, which is what was measured or, with `--only`, a part of it. */
export function printMetrics(
  context: CommandContext,
  measured: Measured,
  format: MetricsFormat,
  registry: MeasureRegistry,
): void {
  context.stdout.write(rendered(measured, format, terminalWidth(context), registry));
  if (format === 'summary') return;
  for (const note of measured.notes) context.stderr.write(`${note}\n`);
}

/** What a run ends with: the summary, without a word on where more is. */
export function printRunSummary(
  context: CommandContext,
  measured: Measured,
  registry: MeasureRegistry,
): void {
  context.stdout.write(summaryText(measured, { width: terminalWidth(context), pointers: false, registry }));
}

function rendered(
  measured: Measured,
  format: MetricsFormat,
  width: number,
  registry: MeasureRegistry,
): string {
  const { results } = measured;
  switch (format) {
    case 'json':
      return `${JSON.stringify(metricsJson(results, registry), null, 2)}\n`;
    case 'markdown':
      return `${studyTables(results, registry).map(renderMarkdown).join('\n')}\n`;
    case 'text':
      return `${studyTables(results, registry)
        .map((table) => renderText(table, width))
        .join('\n')}\n${cautionText(measured, registry)}`;
    case 'summary':
      return summaryText(measured, { width, pointers: true, registry });
  }
}

/** What the summary has no room for. */
function cautionText({ results }: Measured, registry: MeasureRegistry): string {
  const cautions = studyCautions(results, registry);
  return cautions.map((caution) => `· ${caution}\n`).join('');
}

/**
 * The one table of the registry, on standard output; of several the one that is named as the only measure.
 * @throws UsageError where there is none, or more than one
 */
export function printCsvTable(
  context: CommandContext,
  { results }: Measured,
  registry: MeasureRegistry,
): void {
  const files = metricsCsvFiles(results, registry);
  const [only] = registry.length === 1 ? registry : [];
  const table = files.get(`${only?.id}.csv`) ?? (files.size === 1 ? [...files.values()][0] : undefined);
  if (table !== undefined) {
    context.stdout.write(table);
    return;
  }
  const names = [...files.keys()].map((name) => name.replace(/\.csv$/, ''));
  throw new UsageError('Standard output takes one table.', {
    where: '--csv',
    found: names.length === 0 ? 'no table' : `${names.length}: ${names.join(', ')}`,
    advice:
      'Name a folder, "--csv DIR", for a file of each table, or choose one, "--csv --only misalignment".',
  });
}

/** A file for each table, in a folder that is new, empty, or holds what was written before. */
export async function writeCsvTables(
  context: CommandContext,
  folder: string,
  { results, notes }: Measured,
  registry: MeasureRegistry,
): Promise<void> {
  const files = [...metricsCsvFiles(results, registry)].map(([path, content]) => ({ path, content }));
  const paths = await writeFolder(folder, files, { what: 'tables', option: '--csv' });
  for (const path of paths) context.stdout.write(`${folder}/${path}\n`);
  for (const note of notes) context.stderr.write(`${note}\n`);
}

/**
 * The measures that `--only` names. They are computed like all others: what an adjustment is over does not change.
 * @throws UsageError where there is no such measure
 */
export function onlyMeasures(
  registry: MeasureRegistry,
  only: readonly string[] | undefined,
): MeasureRegistry {
  if (only === undefined) return registry;
  const ids = registry.map(({ id }) => id);
  for (const id of only) {
    if (ids.includes(id)) continue;
    throw new UsageError('There is no such measure.', {
      where: '--only',
      expected: ids.join(', '),
      found: id,
      advice: `Did you mean "${closest(id, ids)}"?`,
    });
  }
  return registry.filter(({ id }) => only.includes(id));
}
