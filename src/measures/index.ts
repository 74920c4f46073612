// What `import ... from 'hvsb/measures'` gives: all measures over tables of judgments, explanations and ratings.

export type { JudgmentSeries, JudgmentTable } from '../core/tables.ts';
export { outcomeCodes } from '../core/tables.ts';
export { type BbqAnswer, BbqAnswers } from './bbq-score/compute.ts';
export {
  computeExplanationMetrics,
  computeMetrics,
  type ExplanationMetrics,
  type ExplanationMetricsInput,
  type ExplanationMetricsOptions,
} from './compute-metrics.ts';
export { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
export { type Measured, type MeasureSelection, measureStore } from './measure-store.ts';
export type * from './metrics.ts';
export { ExplanationTally, type ExplanationText } from './readability/compute.ts';
