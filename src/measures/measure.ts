import type { Figure, FigurePlace } from '../charts/figure.ts';
import type { FlatRow, Table } from '../tables/table.ts';
import type { InputName, MeasureInputs } from './inputs/inputs.ts';

declare const resultType: unique symbol;

/** The id of a measure, which knows the type of the measure's result: see `resultOf`. At run time a plain text. */
export type MeasureId<Result> = string & { readonly [resultType]?: Result };

/**
 * Gives the id of a measure the type of its result.
 *
 * @param id lower-case words joined by hyphens: the name of the measure's folder and of its page in docs/metrics.
 * @example
 * const refusalsId = measureId<readonly Refusals[]>('refusals');
 */
export function measureId<Result>(id: string): MeasureId<Result> {
  return id as MeasureId<Result>;
}

/** The results of a study by the id of their measure: plain JSON. Null where there was nothing to measure. */
export type StudyResults = Readonly<Record<string, unknown>>;

/**
 * The result of one measure, with its type; null where there was nothing to measure, or where the measure is not in
 * the registry that the study was measured with.
 *
 * @example
 * resultOf(results, misalignmentId)?.totals[0]?.rate; // .25, where one of four verdicts is unbiased
 * resultOf(results, selfPreferenceId); // null: the study has no explanations
 */
export function resultOf<Result>(results: StudyResults, id: MeasureId<Result>): Result | null {
  return (results[id] as Result | undefined) ?? null;
}

/** What the numbers of a study depend on besides its data. */
export interface MeasureOptions {
  /** Of every bootstrap and permutation: the same inputs and seed give the same numbers. */
  readonly seed: number;
  /** Of every bootstrap. Default: each measure's own, 2,000 or 10,000. */
  readonly replicates?: number;
  /** Of every permutation test; 9,999 if absent. */
  readonly permutations?: number;
  /** The largest difference of people's mean ratings that is called none, in units of the scale; 0.25 if absent. */
  readonly margin?: number;
  /** The largest difference of two misalignment rates that is called none; 0.05, five points, if absent. */
  readonly rateMargin?: number;
}

/** What a reader looks at: one dataset or one attack. Absent does not restrict. */
export interface Scope {
  readonly dataset?: string | undefined;
  readonly attack?: string | undefined;
}

/** The answer to a question that readers of a study ask, in sentences. */
export interface Finding {
  /** Unique among all findings, not among measures: a measure may answer several questions. */
  readonly id: string;
  readonly question: string;
  /** In a sentence or two. */
  readonly answer: string;
  /** What it rests on and what speaks against it, a sentence each. */
  readonly details: readonly string[];
}

/** Something that a measure shows, and its place among what all measures show: lower numbers come first. */
export interface View<Make> {
  readonly order: number;
  readonly make: Make;
}

/**
 * Where a view is shown. `summary`: in what `hvsb metrics` prints unless it is asked for more, forty lines in all.
 * `full`: in the whole of the tables.
 */
export type ViewLevel = 'summary' | 'full';

/** Tables from the results: the measure's own, and those of others that it compares itself with. */
export type TableMaker = (results: StudyResults) => readonly Table[];

/** Tables of a measure, and their place among those of all measures. */
export interface TableView extends View<TableMaker> {
  /** The same for a report, where a paper prints more than a terminal has room for. `make` if absent. */
  readonly makeForReport?: TableMaker;
  /** A table of the summary repeats what the full tables show, and is not among them. `full` if absent. */
  readonly level?: ViewLevel;
}

/** A finding, and its place among those of all measures. */
export interface FindingView extends View<FindingMaker> {
  /** A finding of the summary is also wherever all findings are. `full` if absent. */
  readonly level?: ViewLevel;
  /** Left out where the measure has no result: most studies do not ask its question. */
  readonly onlyWhereMeasured?: true;
}

/** Figures for a place; none where there is nothing to draw. Each has its text alternative and its rows. */
export type ChartMaker = (results: StudyResults, place: FigurePlace) => readonly Figure[];

/** A finding is there even where nothing was measured, and then says so, unless the view is `onlyWhereMeasured`. */
export type FindingMaker = (results: StudyResults) => Finding;

/** Sentences for a methods section, and their place among those of all measures. */
export interface MethodsView<Result> {
  readonly order: number;
  /** What was collected, or how it was computed. */
  readonly about: 'data' | 'statistics';
  make(result: Result): readonly string[];
}

/**
 * One question about a study, with all that is shown of its answer. A measure is a folder with this object in its
 * `index.ts`, a line in `registry.ts` and a page in docs/metrics; nothing else names it. `_template` is one to copy,
 * `measureConformance` of `hvsb/testing` checks one.
 */
export interface Measure<Result> {
  readonly id: MeasureId<Result>;
  /** The question that it answers, as a reader would ask it. */
  readonly title: string;
  /** What it is computed from: null if one of these is. */
  readonly needs: readonly InputName[];
  /**
   * Pure: the same inputs and options give the same numbers. The result is plain JSON, without `undefined` and NaN.
   * @returns null where there is nothing to measure: absent is never 0.
   */
  compute(inputs: MeasureInputs, options: MeasureOptions): Result | null;
  /** Its fields of what `hvsb metrics --json` prints: every field also where the result is null. */
  json(result: Result | null): Readonly<Record<string, unknown>>;
  /** Its lines of the CSV of metrics, and of the report's tables/*.csv: a file a name in `table`. */
  rows(result: Result): readonly FlatRow[];
  /** What of the result lies within the scope; null where nothing does. What is of no dataset or attack stays. */
  within(result: Result, scope: Scope): Result | null;
  /** Not asked where the result is null. */
  readonly tables: readonly TableView[];
  /** Not asked where the result is null. */
  readonly charts?: readonly View<ChartMaker>[];
  readonly findings?: readonly FindingView[];
  /** What was found, in one sentence, for a measure without a finding: the report folds its tables under it. */
  summary?(result: Result): string;
  /** What limits how far the numbers of a study can be trusted, a sentence each. */
  cautions?(results: StudyResults): readonly string[];
  /** Sentences for the methods section of a paper. Not asked where the result is null. */
  readonly methods?: readonly MethodsView<Result>[];
}

/** Measures in the order in which `hvsb metrics --json` and `--csv` print them. A value that is passed in. */
export type MeasureRegistry = readonly Measure<unknown>[];

/**
 * The entries of a dataset and an attack; null where there are none. An entry of no one dataset is of none.
 *
 * @example
 * const entries = [{ dataset: 'bbq', rate: 0.5 }, { dataset: 'sample', rate: 0.25 }];
 * entriesWithin(entries, { dataset: 'bbq' }); // [{ dataset: 'bbq', rate: .5 }]
 * entriesWithin(entries, { dataset: 'other' }); // null
 */
export function entriesWithin<Entry extends object>(
  entries: readonly Entry[],
  { dataset, attack }: Scope,
): readonly Entry[] | null {
  const own = entries.filter(
    (entry) =>
      (dataset === undefined || !('dataset' in entry) || entry.dataset === dataset) &&
      (attack === undefined || !('attack' in entry) || entry.attack === attack),
  );
  return own.length === 0 ? null : own;
}

/**
 * Null in place of an empty list: a measure without an entry has measured nothing.
 *
 * @example
 * someOf([]); // null
 * someOf([{ rate: 0.5 }]); // the list
 */
export function someOf<Entry>(entries: readonly Entry[]): readonly Entry[] | null {
  return entries.length === 0 ? null : entries;
}
