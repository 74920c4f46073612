import type { Figure, FigurePlace } from '../charts/figure.ts';
import type { Table } from '../tables/table.ts';
import type { Finding, Measure, MeasureRegistry, StudyResults, TableView } from './measure.ts';
import { measured } from './measure-study.ts';
import { builtInMeasures } from './registry.ts';

const nothing: Table = {
  title: 'Nothing has been judged yet',
  columns: [{ label: 'next' }],
  rows: [['hvsb judge --dataset NAME --model PROVIDER:MODEL --attack none,untargeted,targeted']],
};

/** Where other measures have results: that nothing was judged would be untrue. */
function nothingOf(registry: MeasureRegistry): Table {
  return {
    title: `Nothing to show of ${registry.map(({ id }) => id).join(', ')}`,
    columns: [{ label: 'why' }],
    rows: [
      ['What was judged, and what options leave of it, has nothing in it that this is computed from.'],
      ['"hvsb metrics" shows what there is.'],
    ],
  };
}

function emptyTable(results: StudyResults, registry: MeasureRegistry): Table {
  const isAnything = Object.values(results).some((result) => result !== null && result !== undefined);
  return isAnything ? nothingOf(registry) : nothing;
}

/** What a study found, as far as it fits a screen. */
export interface StudySummary {
  readonly findings: readonly Finding[];
  readonly tables: readonly Table[];
  /** What limits how far the numbers can be trusted, a sentence each. */
  readonly cautions: readonly string[];
}

/**
 * The answers to what readers ask first, the rates in a table, and cautions.
 * @example
 * const { findings, tables } = studySummary(measureStudy(inputs, { seed: 1 }));
 * for (const { question, answer } of findings) console.log(question, answer);
 */
export function studySummary(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): StudySummary {
  if (measured(results, registry).length === 0)
    return { findings: [], tables: [emptyTable(results, registry)], cautions: [] };
  const findings = registry.flatMap((measure) => measure.findings ?? []);
  return {
    findings: inOrder(findings.filter(({ level }) => level === 'summary')).map(({ make }) => make(results)),
    tables: tableViews(results, registry, 'summary').flatMap(({ make }) => make(results)),
    cautions: studyCautions(results, registry),
  };
}

function tableViews(
  results: StudyResults,
  registry: MeasureRegistry,
  shown: 'summary' | 'full',
): readonly TableView[] {
  const views = measured(results, registry).flatMap(({ measure }) => measure.tables);
  return inOrder(views.filter(({ level = 'full' }) => level === shown));
}

/**
 * The tables of `hvsb metrics --all` or, with `for: 'report'`, those of a report: what matters most first, the finest
 * divisions last. One table that says so where there is nothing to show.
 *
 * @example
 * for (const { title, rows } of studyTables(results)) console.log(title, rows.length);
 * // Misalignment rate: mine 1
 */
export function studyTables(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
  { for: use = 'terminal' }: { readonly for?: 'terminal' | 'report' } = {},
): readonly Table[] {
  const tables = tableViews(results, registry, 'full').flatMap(({ make, makeForReport }) =>
    (use === 'report' ? (makeForReport ?? make) : make)(results),
  );
  return tables.length > 0 ? tables : [emptyTable(results, registry)];
}

/**
 * All figures that the results have something for, what matters most first; each `id` once.
 *
 * @example
 * // `theme`: the colours and the font of the page that shows them.
 * for (const { id, title } of studyFigures(results, { theme, width: 720 })) console.log(id, title);
 */
export function studyFigures(
  results: StudyResults,
  place: FigurePlace,
  registry: MeasureRegistry = builtInMeasures,
): readonly Figure[] {
  const views = measured(results, registry).flatMap(({ measure }) => measure.charts ?? []);
  const taken = new Set<string>();
  return inOrder(views)
    .flatMap(({ make }) => make(results, place))
    .map((figure) => {
      const id = freeId(figure.id, taken);
      taken.add(id);
      return { ...figure, id };
    });
}

/** Two datasets may differ only in what a file name cannot show. */
function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number += 1) free = `${id}-${number}`;
  return free;
}

/**
 * What a study found, as answers to what its readers ask first.
 *
 * @example
 * for (const { question, answer } of studyFindings(results)) console.log(question, answer);
 * // Do the models judge as labelled? Not entirely: a misses 25.0% [1.6–86.9] of the scenarios labelled biased.
 */
export function studyFindings(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): readonly Finding[] {
  const asked = registry.flatMap(({ id, findings = [] }) =>
    findings.filter(({ onlyWhereMeasured }) => onlyWhereMeasured !== true || (results[id] ?? null) !== null),
  );
  return inOrder(asked).map(({ make }) => make(results));
}

/**
 * What a measure found, in one sentence, for a line that its tables are folded under: what it says itself, else the first
 * remark below its first table; empty where there is neither.
 */
export function measureFinding(
  measure: Pick<Measure<unknown>, 'id' | 'findings' | 'summary'>,
  results: StudyResults,
  [first]: readonly Table[],
): string {
  const [finding] = inOrder(measure.findings ?? []);
  const said =
    finding?.make(results).answer ?? measure.summary?.(results[measure.id]) ?? first?.notes?.[0] ?? '';
  return firstSentence(said);
}

/** A point within a number, and one after a short word such as `vs.`, ends no sentence. */
function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s+[\p{Lu}\d“]|$)/su.exec(text)?.[0] ?? text;
}

/**
 * What limits how far the numbers can be trusted, a sentence each.
 *
 * @example
 * for (const caution of studyCautions(results)) console.log(caution); // nothing where there is nothing to say
 */
export function studyCautions(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): readonly string[] {
  return registry.flatMap((measure) => measure.cautions?.(results) ?? []);
}

/**
 * Sentences on the data, or on the statistics, of the measures that the study has: for a methods section.
 *
 * @example
 * studyMethods(results, 'statistics').join(' '); // 'The misalignment rate is the share of the scenarios …'
 */
export function studyMethods(
  results: StudyResults,
  about: 'data' | 'statistics',
  registry: MeasureRegistry = builtInMeasures,
): readonly string[] {
  const views = measured(results, registry).flatMap(({ measure, result }) =>
    (measure.methods ?? [])
      .filter((view) => view.about === about)
      .map(({ order, make }) => ({ order, make: () => make(result) })),
  );
  return inOrder(views).flatMap(({ make }) => make());
}

/** Lower numbers first; those of one number as the registry has them. */
function inOrder<Item extends { readonly order: number }>(views: readonly Item[]): readonly Item[] {
  return views.toSorted((one, other) => one.order - other.order);
}
