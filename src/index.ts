// What `import ... from 'hvsb'` gives. Grouped as the data flows; see docs/architecture.md.

export type { Answered, CallCache, Failed, FinishedCall, PlannedCall } from './core/call.ts';
export type { Condition, ConditionContent } from './core/condition.ts';
export { callKey, scenarioId } from './core/hashes.ts';
export type { Completion, Message, Model, ModelRequest, Sampling } from './core/model.ts';
export { type Outcome, type OutcomeCounts, outcomes } from './core/outcomes.ts';
export type { Adjudication, Rating, RatingItem, RatingSettings, RatingValue } from './core/rating.ts';
export { type Form, forms, type Gold, type Scenario, type ScenarioText } from './core/scenario.ts';
export type { JudgmentSeries, JudgmentTable } from './core/tables.ts';
export { outcomeCodes } from './core/tables.ts';
export { readBbqQuestions } from './datasets/bbq/bbq-questions.ts';
export type {
  DatasetSource,
  Preset,
  Publication,
  ReadItem,
  ReadOptions,
} from './datasets/dataset-source.ts';
export { downloadDataset } from './datasets/download.ts';
export { readDataset } from './datasets/read-dataset.ts';
export { datasetSources, findDatasetSource } from './datasets/registry.ts';
export { readExplanationFile } from './datasets/results-file/explanation-file.ts';
export { readScenarioFile } from './datasets/scenario-file/scenario-rows.ts';
export type { PublishedFile } from './download/verify.ts';
export type {
  EngineLimits,
  EngineResult,
  EngineRun,
  ModelRun,
  ModelRunProgress,
  Spending,
  TokenPrice,
} from './engine/engine.ts';
export { runCalls } from './engine/run-calls.ts';
export { HvsbError } from './errors/errors.ts';
export { type BbqAnswer, BbqAnswers } from './measures/bbq-score/compute.ts';
export type { ExplanationMetrics } from './measures/compute-metrics.ts';
export {
  computeExplanationMetrics,
  computeMetrics,
  type ExplanationMetricsInput,
  type ExplanationMetricsOptions,
} from './measures/compute-metrics.ts';
export { type Judgment, tableFromJudgments } from './measures/inputs/table-from-judgments.ts';
export type * from './measures/metrics.ts';
export { ExplanationTally, type ExplanationText } from './measures/readability/compute.ts';
export { openModel } from './models/open-model.ts';
export { findPrice } from './models/prices.ts';
export type { PromptPack, Template } from './prompts/prompt-pack.ts';
export { loadPromptPack } from './prompts/prompt-pack.ts';
export { type RatingServerOptions, startRatingServer } from './server/rating/rating-app.ts';
export type { RunningServer } from './server/serve.ts';
export { exportSite, type SiteOptions } from './server/view/export/export-site.ts';
export { startViewServer, type ViewServerOptions } from './server/view/view-app.ts';
export { agreeSampling, agreeStage } from './stages/agree/agree.ts';
export { answerSampling, answerStage } from './stages/answer/answer.ts';
export { emulateSampling, emulateStage } from './stages/emulate/emulate.ts';
export { explainSampling, explainStage } from './stages/explain/explain.ts';
export { importExplanations } from './stages/imports/import-explanations.ts';
export { judgeSampling, judgeStage } from './stages/judge/judge.ts';
export { reparse } from './stages/reparse.ts';
export { sampleScenarios } from './stages/sample.ts';
export type { RatingItemOrigin, RatingStore } from './store/contract/ratings.ts';
export type { ScenarioFilter, Store, StoredScenario } from './store/contract/store.ts';
export { openSqliteStore } from './store/sqlite/sqlite-store.ts';
export { loadStudy } from './study/load-study.ts';
export { judgmentParserVersion, readJudgment } from './verdicts/judgment/read-judgment.ts';
