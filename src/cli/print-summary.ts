import type { Finding, MeasureRegistry } from '../measures/measure.ts';
import type { Measured } from '../measures/measure-store.ts';
import { type StudySummary, studySummary } from '../measures/study-views.ts';
import { oneLine, plural } from '../tables/format.ts';
import type { Table } from '../tables/table.ts';
import { renderText, wrapText } from '../tables/text.ts';

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
