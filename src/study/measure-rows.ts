import type { JudgmentTable } from '../core/tables.ts';
import { UsageError } from '../errors/errors.ts';
import { explanationEntries } from '../measures/explanation-entries.ts';
import type { Measured } from '../measures/measure-store.ts';
import { type FlatEntry, flatEntry } from '../tables/flat-entry.ts';

// The only place that knows which rows a measure's name stands for.

/** Measures over judgments, whose results are lists. */
const overJudgments = [
  'misalignment',
  'attackSuccess',
  'controls',
  'consistency',
  'modelDifferences',
] as const;

/** Measures over explanations, agreements, ratings and answers, with the kinds of rows that they give. */
const overTheRest = {
  agreeability: ['agreeability'],
  agreeabilityByExplainer: ['agreeability_by_explainer'],
  harshness: ['harshness'],
  selfPreference: ['self_preference', 'self_preference_rater'],
  readability: ['readability'],
  understanding: ['understanding', 'understanding_test', 'understanding_pair', 'rating_agreement'],
  familyConsistency: ['family_consistency', 'family_pair', 'repeat_stability'],
  alignmentPreference: ['alignment_preference'],
  bbqScore: ['bbq_score'],
} as const;

/** Name of a measure that comes with the package: its key in `hvsb metrics --json`. */
export type MeasureId = (typeof overJudgments)[number] | keyof typeof overTheRest;

/** The names of all measures that come with the package. */
export const measureIds: readonly MeasureId[] = [
  ...overJudgments,
  // `keys` forgets which keys there are.
  ...(Object.keys(overTheRest) as (keyof typeof overTheRest)[]),
];

/** One measure, one row an entry. Nested fields are `flip_rate`; what is undefined is null, never 0. */
export interface MeasureRows {
  readonly id: string;
  readonly rows: readonly FlatEntry[];
}

/** A measure of the program's own, over the judgments of a study. */
export interface OwnMeasure {
  /** Its key in `hvsb metrics --json`, in camel case. */
  readonly id: string;
  /** As a question that a reader has; the title of its table. */
  readonly title: string;
  /** One object an entry; nested fields are flattened. No entry where there is nothing to measure. */
  rows(judgments: JudgmentTable, measured: Measured): readonly object[];
}

/**
 * Checks a measure of one's own and gives it back, for `defineConfig` and `judge`.
 *
 * @example
 * const judgments = defineMeasure({
 *   id: 'judgmentsPerModel',
 *   title: 'How many judgments does each model have?',
 *   rows: (table) => table.series.map(({ model, attack, length }) => ({ model, attack, n: length })),
 * });
 * @throws UsageError for a name that is taken or cannot be a key
 */
export function defineMeasure(measure: OwnMeasure): OwnMeasure {
  const isTaken = measureIds.some((id) => id === measure.id);
  if (/^[a-z][A-Za-z0-9]*$/.test(measure.id) && !isTaken) return measure;
  throw new UsageError('The id of a measure cannot be used.', {
    expected: isTaken
      ? `another name than the package's own ${measureIds.join(', ')}`
      : 'letters and digits in camel case',
    found: JSON.stringify(measure.id) ?? 'nothing',
    advice: "For example id: 'meanLength'.",
  });
}

/** The rows of a measure of one's own. */
export function ownRows(measure: OwnMeasure, judgments: JudgmentTable, measured: Measured): MeasureRows {
  return { id: measure.id, rows: measure.rows(judgments, measured).map((entry) => flatEntry(entry)) };
}

/**
 * The rows of a measure that comes with the package.
 * @throws UsageError for another name
 */
export function measureRows({ metrics, explanationMetrics }: Measured, id: string): MeasureRows {
  const judged = overJudgments.find((each) => each === id);
  if (judged !== undefined) return { id, rows: metrics[judged].map((entry) => flatEntry(entry)) };
  const [, tables] = Object.entries(overTheRest).find(([name]) => name === id) ?? [];
  if (tables === undefined) {
    throw new UsageError(`There is no measure "${id}".`, { expected: measureIds.join(', '), found: id });
  }
  const entries = explanationEntries(explanationMetrics).filter(({ table }) =>
    tables.some((name) => name === table),
  );
  return { id, rows: entries };
}
