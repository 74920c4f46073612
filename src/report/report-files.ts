import { stringify } from 'csv-stringify/sync';
import { fileName } from '../charts/figure.ts';
import { renderFigure } from '../charts/render-figure.ts';
import { figureThemes } from '../charts/theme.ts';
import { alignmentTables } from '../measures/alignment-tables.ts';
import type { StudyMetrics } from '../measures/compute-metrics.ts';
import { explanationEntries } from '../measures/explanation-entries.ts';
import { studyFindings } from '../measures/findings.ts';
import { explanationTables, metricsTables } from '../measures/metrics-tables.ts';
import { studyFigures } from '../measures/study-figures.ts';
import { type FlatEntry, type FlatValue, flatEntry, guardFormula } from '../tables/flat-entry.ts';
import { renderLatex } from '../tables/latex.ts';
import type { Table } from '../tables/table.ts';
import { cautions } from './cautions.ts';
import { figurePng, printWidth } from './figure-png.ts';
import { methods } from './methods.ts';
import { references } from './references.ts';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import type { StudyFacts } from './study-facts.ts';

export interface ReportFile {
  /** With `/`, from the folder of the report. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Every file of a report, made one at a time.
 * @param template see `reportHtml`.
 */
export function* reportFiles(facts: StudyFacts, template: string): Generator<ReportFile> {
  const tables = reportTables(facts.metrics);
  const figures = studyFigures(facts.metrics, { theme: figureThemes.print, width: printWidth });
  const page = {
    title: facts.title,
    version: facts.version,
    madeAt: facts.madeAt,
    findings: studyFindings(facts.metrics),
    cautions: cautions(facts),
    metrics: facts.metrics,
    tables,
    shown: facts.shown,
    methods: methods(facts),
    references: references(facts),
  };
  yield { path: 'report.html', content: reportHtml(template, page) };
  yield { path: 'report.md', content: plain(reportMarkdown(facts, tables, figures)) };
  yield { path: 'methods.md', content: plain(page.methods) };
  yield { path: 'references.bib', content: plain(page.references) };
  for (const [name, content] of metricFiles(facts.metrics))
    yield { path: `tables/${name}`, content: plain(content) };
  yield* latexFiles(tables);
  for (const figure of figures) {
    const svg = renderFigure(figure);
    yield { path: `figures/${figure.id}.svg`, content: svg };
    yield { path: `figures/${figure.id}.png`, content: figurePng(svg) };
  }
}

function* latexFiles(tables: readonly Table[]): Generator<ReportFile> {
  const taken = new Set<string>();
  for (const table of tables) {
    const name = fileName(table.title);
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
    taken.add(free);
    yield { path: `tables/${free}.tex`, content: plain(renderLatex(table, `tab:${free}`)) };
  }
}

/** Text files hold no null characters and no half characters, whatever a model said. */
function plain(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

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

/** The tables of a report: those of `hvsb metrics`, the misalignment rates with the letters and counts that a paper shows. */
export function reportTables(metrics: StudyMetrics): Table[] {
  const alignment = new Map(alignmentTables(metrics).map((table) => [table.title, table]));
  const ofExplanations = explanationTables(metrics);
  const nothingJudged = metrics.misalignment.length === 0 && metrics.controls.length === 0;
  if (nothingJudged && ofExplanations.length > 0) return ofExplanations;
  return [...metricsTables(metrics).map((table) => alignment.get(table.title) ?? table), ...ofExplanations];
}
