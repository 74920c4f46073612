// What `import ... from 'hvsb'` gives. Grouped as the data flows; see docs/architecture.md.

export type { Answered, Failed, Ledger, PlannedCall, Settled } from './core/call.ts';
export { callKey } from './core/call-key.ts';
export type { Condition, ConditionContent } from './core/condition.ts';
export type { JudgmentSeries, JudgmentTable } from './core/judgment-table.ts';
export { outcomeCodes } from './core/judgment-table.ts';
export type { Completion, Message, Model, ModelRequest, Sampling } from './core/model.ts';
export { type Outcome, type OutcomeCounts, outcomes } from './core/outcome.ts';
export type { Rating, RatingItem, RatingSettings, RatingValue, SettledRating } from './core/rating.ts';
export { type Form, forms, type Gold, type Scenario, type ScenarioText } from './core/scenario.ts';
export { scenarioId } from './core/scenario-id.ts';
export { readBbqQuestions } from './datasets/bbq/read-bbq-questions.ts';
export type {
  DatasetSource,
  Preset,
  Publication,
  ReadItem,
  ReadOptions,
} from './datasets/dataset-source.ts';
export { downloadDataset } from './datasets/download.ts';
export { readExplanationFile } from './datasets/explanation-file/read-explanation-file.ts';
export { readDataset } from './datasets/prepare.ts';
export { datasetSources, findDatasetSource } from './datasets/registry.ts';
export { readScenarioFile } from './datasets/scenario-file/read-scenario-file.ts';
export type { PublishedFile } from './download/published-file.ts';
export type {
  EngineLimits,
  EngineResult,
  EngineRun,
  Lane,
  LaneProgress,
  Spending,
  TokenPrice,
} from './engine/engine.ts';
export { runLanes } from './engine/run-lanes.ts';
export { HvsbError } from './errors/hvsb-error.ts';
export { type BbqAnswer, BbqAnswers } from './measures/bbq-score/bbq-answers.ts';
export {
  computeExplanationMetrics,
  type ExplanationMetricsInput,
  type ExplanationMetricsOptions,
} from './measures/compute-explanation-metrics.ts';
export { computeMetrics } from './measures/compute-metrics.ts';
export type { ExplanationMetrics } from './measures/explanation-metrics.ts';
export { ExplanationTally, type ExplanationText } from './measures/readability/explanation-tally.ts';
export type * from './measures/metrics.ts';
export { type Judgment, tableFromJudgments } from './measures/inputs/table-from-judgments.ts';
export { findPrice } from './models/find-price.ts';
export { openModel } from './models/open-model.ts';
export { loadPromptPack } from './prompts/load-prompt-pack.ts';
export type { PromptPack, Template } from './prompts/prompt-pack.ts';
export { type RatingServerOptions, startRatingServer } from './server/rating/start-rating-server.ts';
export type { RunningServer } from './server/serve.ts';
export { exportSite, type SiteOptions } from './server/view/export-site.ts';
export { startViewServer, type ViewServerOptions } from './server/view/start-view-server.ts';
export { agreeSampling, agreeStage } from './stages/agree.ts';
export { answerSampling, answerStage } from './stages/answer.ts';
export { emulateSampling, emulateStage } from './stages/emulate.ts';
export { explainSampling, explainStage } from './stages/explain.ts';
export { importExplanations } from './stages/import-explanations.ts';
export { judgeSampling, judgeStage } from './stages/judge.ts';
export { reparse } from './stages/reparse.ts';
export { sampleScenarios } from './stages/sample.ts';
export type { RatingItemOrigin, RatingStore } from './store/rating-store.ts';
export { openSqliteStore } from './store/sqlite-store.ts';
export type { ScenarioFilter, Store, StoredScenario } from './store/store.ts';
export { loadStudy } from './study/load-study.ts';
export { judgmentParserVersion, readJudgment } from './verdicts/read-judgment.ts';
