// What people need who measure from TypeScript, or write a measure of their own: see docs/add-a-measure.md.
export type { Figure, FigureOption, FigurePlace } from '../charts/figure.ts';
export type { Cell, Column, Section, Table } from '../tables/table.ts';
export { type FlatRow, flatRow, flatRows } from '../tables/table.ts';
export {
  type Agreeability,
  type AgreeabilityCell,
  type AgreementRate,
  agreeabilityId,
  type ExplainerAgreeability,
  type Harshness,
} from './agreeability/compute.ts';
export { type AlignmentPreference, alignmentPreferenceId } from './alignment-preference/compute.ts';
export { type AttackControl, attackControlsId } from './attack-controls/compute.ts';
export { type AttackSuccess, type AttackSuccessResult, attackSuccessId } from './attack-success/compute.ts';
export { type BbqContextScore, type BbqScore, bbqScoreId, type ModelBbqScore } from './bbq-score/compute.ts';
export { type Consistency, consistencyId } from './consistency/compute.ts';
export { type Controls, controlsId } from './controls/compute.ts';
export {
  type FamilyConsistency,
  type FamilyPair,
  familyConsistencyId,
  type PooledAgreement,
  type RepeatStability,
} from './family-consistency/compute.ts';
export { type BbqAnswer, BbqAnswers } from './inputs/bbq-answers.ts';
export type * from './inputs/cells.ts';
export type { ClusteredRate, ReasonedInterval } from './inputs/clustered-rate.ts';
export { type ConditionChange, type ConditionPair, compareConditions } from './inputs/compare-conditions.ts';
export { ExplanationTally, type ExplanationText } from './inputs/explanation-tally.ts';
export {
  type InputName,
  type MeasureInputs,
  noInputs,
  type QuestionJudgments,
  type StudyInputs,
} from './inputs/inputs.ts';
export {
  type BoundedDifference,
  type Conclusion,
  conclusionOf,
  type EquivalenceResult,
  type Family,
  type PairedChange,
} from './inputs/paired-change.ts';
export { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
export type { RateEstimate } from './inputs/verdict-sums.ts';
export * from './measure.ts';
export { measureStudy, metricsCsv, metricsJson, metricsRows, resultsWithin } from './measure-study.ts';
export {
  type Misalignment,
  type MisalignmentPolicies,
  type MisalignmentResult,
  misalignmentId,
} from './misalignment/compute.ts';
export type { KindTest } from './misalignment/kind-tests.ts';
export { type ModelDifference, modelDifferencesId } from './model-differences/compute.ts';
export { type ModelReadability, type ReadabilityIndex, readabilityId } from './readability/compute.ts';
export { builtInMeasures } from './registry.ts';
export {
  type AdjustedEffect,
  type PreferenceEffect,
  type PreferenceGap,
  type RaterPreference,
  type SelfPreference,
  selfPreferenceId,
} from './self-preference/compute.ts';
export type { DesignPrecision, EffectVariance } from './sensitivity/components.ts';
export {
  type ChangedShare,
  type LevelRate,
  type ModelSensitivity,
  type Sensitivity,
  type SensitivityResult,
  sensitivityId,
} from './sensitivity/compute.ts';
export {
  type StudySummary,
  studyCautions,
  studyFigures,
  studyFindings,
  studyMethods,
  studySummary,
  studyTables,
} from './study-views.ts';
export {
  type ModelUnderstanding,
  type PeoplesUnderstanding,
  type RatingAgreement,
  type RatingCoefficient,
  type Understanding,
  type UnderstandingPair,
  understandingId,
} from './understanding/compute.ts';
