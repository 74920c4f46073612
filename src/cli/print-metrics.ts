import { closest } from 'fastest-levenshtein';
import { UsageError } from '../errors/errors.ts';
import type { Finding, MeasureRegistry } from '../measures/measure.ts';
import type { Measured } from '../measures/measure-store.ts';
import { metricsCsvFiles, metricsJson } from '../measures/measure-study.ts';
import { type StudySummary, studyCautions, studySummary, studyTables } from '../measures/study-views.ts';
import { writeFolder } from '../report/write-folder.ts';
import { oneLine, plural } from '../tables/format.ts';
import { renderMarkdown } from '../tables/markdown.ts';
import type { Table } from '../tables/table.ts';
import { renderText, wrapText } from '../tables/text.ts';
import { type CommandContext, terminalWidth } from './command-context.ts';

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

/** Lines that a summary has at most: what fits a screen. */
export const mostLines = 40;

interface SummaryOptions {
  readonly width: number;
  /** Where there is more; left out where a command says so itself. */
  readonly pointers: boolean;
  readonly registry: MeasureRegistry;
}

/**
 * What `hvsb metrics` prints unless it is asked for more: questions with answers, a table of rates, cautions, and
 * where the rest is. Cautions first, then models are left out until it fits, and a line says how many.
 */
export function summaryText({ results, notes }: Measured, options: SummaryOptions): string {
  const { findings, tables, cautions } = studySummary(results, options.registry);
  const summary = { findings, tables, cautions: [...cautions, ...notes] };
  const attempts = cuts(summary);
  const fitting = attempts.find((cut) => lines(summary, cut, options).length <= mostLines);
  return `${lines(summary, fitting ?? attempts.at(-1) ?? whole, options).join('\n')}\n`;
}

/** How much is shown. */
interface Cut {
  readonly cautions: number;
  readonly rows: number;
  /** Of each answer. */
  readonly sentences: number;
}

const whole: Cut = { cautions: Infinity, rows: Infinity, sentences: Infinity };
const fewestRows = 6;

/** From everything to the least, in the order in which it is given up. */
function cuts({ tables, cautions }: StudySummary): Cut[] {
  const rowCount = Math.max(0, ...tables.map(({ rows }) => rows.length));
  const down = (from: number, to: number) =>
    Array.from({ length: Math.max(0, from - to + 1) }, (_, i) => from - i);
  return [
    whole,
    ...down(cautions.length - 1, 2).map((count) => ({ ...whole, cautions: count })),
    ...down(rowCount, fewestRows).map((rows) => ({ ...whole, cautions: 2, rows })),
    ...[2, 1].map((sentences) => ({ ...whole, cautions: 1, rows: fewestRows, sentences })),
    ...down(fewestRows, 1).map((rows) => ({ ...whole, cautions: 0, rows, sentences: 1 })),
  ];
}

function lines(summary: StudySummary, cut: Cut, { width, pointers }: SummaryOptions): string[] {
  const blocks = [
    summary.findings.flatMap((finding) => findingLines(finding, cut, width)),
    ...summary.tables.map((table) => renderText(cutTable(table, cut.rows), width).trimEnd().split('\n')),
    cautionLines(summary.cautions, cut.cautions, width),
    pointers ? pointerLines(width) : [],
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}

function findingLines({ question, answer }: Finding, cut: Cut, width: number): string[] {
  const shown = firstSentences(oneLine(answer), cut.sentences);
  return [
    ...wrapText(oneLine(question), width),
    ...wrapText(shown, width - indent.length).map((line) => indent + line),
  ];
}

const indent = '  ';

const sentencesOf = new Intl.Segmenter('en', { granularity: 'sentence' });

function firstSentences(text: string, count: number): string {
  if (count === Infinity) return text;
  return [...sentencesOf.segment(text)]
    .slice(0, count)
    .map(({ segment }) => segment)
    .join('')
    .trimEnd();
}

function cutTable(table: Table, most: number): Table {
  const more = table.rows.length - most;
  if (more <= 0) return table;
  return {
    ...table,
    rows: table.rows.slice(0, most),
    notes: [`${more} more ${plural(more, 'line', 'lines')}: --all.`, ...(table.notes ?? [])],
  };
}

function cautionLines(cautions: readonly string[], most: number, width: number): string[] {
  const more = cautions.length - most;
  return [
    ...cautions.slice(0, most).map(oneLine),
    ...(more > 0 ? [`${more} more ${plural(more, 'caution', 'cautions')}: "hvsb metrics --all".`] : []),
  ].flatMap((caution) => wrapText(`· ${caution}`, width, 2));
}

function pointerLines(width: number): string[] {
  return wrapText(
    'More: "hvsb metrics --all" (every table), "--only attack-success,controls" (of some measures), "hvsb view" (a page), "hvsb report --out DIR" (to send).',
    width,
    2,
  );
}
