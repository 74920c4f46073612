import type { JudgmentTable } from '../core/tables.ts';
import { UsageError } from '../errors/errors.ts';
import type { Measured } from '../measures/measure-store.ts';

/** Measures over judgments, whose results are lists. */
export const overJudgments = [
  'misalignment',
  'attackSuccess',
  'controls',
  'consistency',
  'modelDifferences',
] as const;

/** Measures over explanations, agreements, ratings and answers, with the kinds of rows that they give. */
export const overTheRest = {
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
 *   rows: ({ series }) =>
 *     series.map(({ model, outcomes }) => ({ model, n: outcomes.filter((code) => code !== 0).length })),
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
