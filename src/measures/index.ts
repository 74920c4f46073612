// What people need who measure from TypeScript, or write a measure of their own: see docs/add-a-measure.md.
export type { Figure, FigureOption, FigurePlace } from '../charts/figure.ts';
export { type FlatRow, flatRow, flatRows } from '../tables/flat-row.ts';
export type { Cell, Column, Section, Table } from '../tables/table.ts';
export * from './agreeability/result.ts';
export * from './alignment-preference/result.ts';
export * from './attack-success/result.ts';
export * from './bbq-score/result.ts';
export * from './consistency/result.ts';
export * from './controls/result.ts';
export * from './family-consistency/result.ts';
export { type BbqAnswer, BbqAnswers } from './inputs/bbq-answers.ts';
export type * from './inputs/estimates.ts';
export { ExplanationTally, type ExplanationText } from './inputs/explanation-tally.ts';
export {
  type InputName,
  type MeasureInputs,
  noInputs,
  type StudyInputs,
} from './inputs/inputs.ts';
export { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
export * from './measure.ts';
export { measureStudy, metricsCsv, metricsJson, metricsRows, resultsWithin } from './measure-study.ts';
export * from './misalignment/result.ts';
export * from './model-differences/result.ts';
export * from './readability/result.ts';
export { builtInMeasures } from './registry.ts';
export * from './self-preference/result.ts';
export {
  studyCautions,
  studyFigures,
  studyFindings,
  studyMethods,
  studyTables,
} from './study-views.ts';
export * from './understanding/result.ts';
