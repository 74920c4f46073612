import { figureThemes, fileName } from '../charts/figure.ts';
import { renderFigure } from '../charts/render-figure.ts';
import { modelNames, modelsIn, withModelNames } from '../measures/display-names.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { metricsCsvFiles, metricsJson } from '../measures/measure-study.ts';
import { addedMeasures, builtInMeasures } from '../measures/registry.ts';
import { studyFigures, studyFindings } from '../measures/study-views.ts';
import { formatCount, plural } from '../tables/format.ts';
import { renderLatex } from '../tables/latex.ts';
import type { Table } from '../tables/table.ts';
import { cautions } from './cautions.ts';
import { figurePng, printWidth } from './figure-png.ts';
import { manifestName, manifestOf } from './manifest.ts';
import { methods } from './methods.ts';
import { notedCsv, notedTables } from './noted.ts';
import { references } from './references.ts';
import { reportHtml } from './report-html.ts';
import { reportMarkdown } from './report-markdown.ts';
import { type FiledTable, type ReportSection, reportSections } from './report-sections.ts';
import type { StudyFacts } from './study-facts.ts';
import { whatWasRun } from './what-was-run.ts';

export interface ReportFile {
  /** With `/`, from the folder of the report. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/**
 * Every file of a report, made one at a time.
 * @param template see `reportHtml`.
 */
export function* reportFiles(
  facts: StudyFacts,
  template: string,
  registry: MeasureRegistry = builtInMeasures,
): Generator<ReportFile> {
  const { results, labels = {} } = facts;
  // What people read has short names; numbers in full have full ones.
  const shown = { ...facts, results: withModelNames(results, labels) };
  const names = modelNames(modelsIn(results), labels).shown;
  const sections = [
    ...reportSections(shown.results, registry),
    ...notedTables(facts.noted, names).map((table) => notedSection(table, facts.noted.length)),
  ];
  const tables = sections.flatMap((section) => section.tables);
  const figures = studyFigures(shown.results, { theme: figureThemes.print, width: printWidth }, registry);
  const page = {
    title: facts.title,
    version: facts.version,
    madeAt: facts.madeAt,
    findings: studyFindings(shown.results, registry),
    cautions: cautions(shown, registry),
    results,
    labels,
    otherMetrics: metricsJson(results, addedMeasures(registry)),
    sections,
    ran: whatWasRun(facts, names),
    shown: facts.shown,
    noted: facts.noted,
    methods: methods(facts, registry),
    references: references(facts),
  };
  yield { path: 'report.html', content: reportHtml(template, page) };
  yield {
    path: 'report.md',
    content: plain(reportMarkdown(shown, { tables, figures, ran: page.ran, registry })),
  };
  yield { path: 'methods.md', content: plain(page.methods) };
  yield { path: 'references.bib', content: plain(page.references) };
  const numbers = new Map(
    [...metricsCsvFiles(results, registry)].map(([name, content]) => [`tables/${name}`, plain(content)]),
  );
  for (const [path, content] of numbers) yield { path, content };
  if (facts.noted.length > 0) yield { path: 'tables/notes.csv', content: plain(notedCsv(facts.noted)) };
  if (facts.evidence !== undefined)
    yield { path: manifestName, content: plain(manifestOf(facts, facts.evidence, numbers)) };
  yield* latexFiles(tables);
  for (const figure of figures) {
    const svg = renderFigure(figure);
    yield { path: `figures/${figure.id}.svg`, content: svg };
    yield { path: `figures/${figure.id}.png`, content: figurePng(svg) };
  }
}

function* latexFiles(tables: readonly FiledTable[]): Generator<ReportFile> {
  for (const { table, file } of tables) {
    yield { path: `tables/${file}.tex`, content: plain(renderLatex(table, `tab:${file}`)) };
  }
}

function notedSection(table: Table, count: number): ReportSection {
  return {
    id: 'notes',
    question: table.title,
    finding: `${formatCount(count)} ${plural(count, 'note', 'notes')} on scenarios and answers.`,
    tables: [{ table, file: fileName(table.title) }],
  };
}

/** Text files hold no null characters and no half characters, whatever a model said. */
function plain(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed();
}
