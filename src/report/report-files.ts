import { figureThemes } from '../charts/figure-theme.ts';
import { fileName } from '../charts/file-name.ts';
import { renderFigure } from '../charts/render-figure.ts';
import { studyFigures } from '../measures/study-figures.ts';
import { studyFindings } from '../measures/study-findings.ts';
import { renderLatex } from '../tables/render-latex.ts';
import type { Table } from '../tables/table.ts';
import { cautions } from './cautions.ts';
import { figurePng } from './figure-png.ts';
import { methods } from './methods.ts';
import { metricFiles } from './metric-files.ts';
import { printWidth } from './print-width.ts';
import { references } from './references.ts';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import { reportTables } from './report-tables.ts';
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
