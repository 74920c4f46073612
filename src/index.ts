// What `import ... from 'hvsb'` gives. What is large is loaded with its first call, see entry.ts. Statistics, measures,
// stages and readers have entries of their own: hvsb/stats, hvsb/stages, hvsb/datasets and others, see docs/library.md.

export type { Attack, Condition, ConditionContent, Stage } from './core/condition.ts';
export { callKey, scenarioId } from './core/hashes.ts';
export {
  headlineQuestion,
  type JudgeQuestion,
  type LabelOrder,
  type LabelWords,
} from './core/judge-question.ts';
export type {
  Answered,
  CallCache,
  Completion,
  Failed,
  Finish,
  FinishedCall,
  Message,
  Model,
  ModelRequest,
  PlannedCall,
  Sampling,
} from './core/model.ts';
export { type Outcome, type OutcomeCounts, outcomes } from './core/outcomes.ts';
export type { Question } from './core/question.ts';
export type {
  Adjudication,
  CheckItem,
  CheckRating,
  ProlificCodes,
  RatedKind,
  Rater,
  Rating,
  RatingItem,
  RatingSettings,
  RatingValue,
} from './core/rating.ts';
export {
  type Form,
  forms,
  type Gold,
  type Scenario,
  type ScenarioContent,
  type ScenarioText,
} from './core/scenario.ts';
export { type JudgmentSeries, type JudgmentTable, outcomeCodes } from './core/tables.ts';
export {
  type DatasetSize,
  type DatasetSource,
  defineDataset,
  type LeftOutItem,
  type Preset,
  type Publication,
  type ReadItem,
  type ReadOptions,
  type SourceSetting,
} from './datasets/dataset-source.ts';
export type {
  CollectedScenarios,
  DatasetReading,
  ReadDatasetOptions,
  ReadSummary,
} from './datasets/read-dataset.ts';
export type { ExplanationFileOptions, FileExplanation } from './datasets/results-file/explanation-file.ts';
export type { ScenarioFileOptions } from './datasets/scenario-file/scenario-rows.ts';
export type { DownloadOptions, DownloadProgress } from './download/options.ts';
export type { PublishedFile } from './download/verify.ts';
export type {
  EngineLimits,
  EngineNotice,
  EngineResult,
  EngineRun,
  EngineTuning,
  ModelRun,
  ModelRunProgress,
  Spending,
  TokenPrice,
} from './engine/engine.ts';
export * from './entry.ts';
export * from './errors/errors.ts';
export {
  type Finding,
  type Measure,
  type MeasureId,
  type MeasureRegistry,
  measureId,
  resultOf,
  type Scope,
  type StudyResults,
} from './measures/measure.ts';
export type { Measured, MeasureSelection } from './measures/measure-store.ts';
export {
  type DefinedModel,
  defineModel,
  type ModelAnswer,
  type ModelCall,
  type ModelDefinition,
  type ModelFunctionPrice,
} from './models/define-model.ts';
export type { ServerNews } from './models/managed/server-slot.ts';
export type { OpenModelOptions } from './models/open-model.ts';
export type { ModelPrice } from './models/prices.ts';
export type {
  Connection,
  ConnectionFacts,
  Environment,
  NetworkOpening,
  NetworkProvider,
  OfflineProvider,
  Provider,
} from './models/provider.ts';
export type { PromptPack } from './prompts/prompt-pack.ts';
export type { PromptVariant } from './prompts/prompt-variants.ts';
export type { Template } from './prompts/template.ts';
export type { RatingServerOptions } from './server/rating/rating-app.ts';
export type { RunningServer } from './server/serve.ts';
export type { SiteOptions } from './server/view/export/export-site.ts';
export type { ViewServerOptions } from './server/view/view-server.ts';
export type { JudgmentSelection } from './store/contract/judgments.ts';
export type { JudgedItem, RatingItemOrigin, RatingRound, RatingStore } from './store/contract/ratings.ts';
export type { ScenarioFilter, StoredScenario } from './store/contract/scenarios.ts';
export type { Store } from './store/contract/store.ts';
export type {
  CallSummary,
  FinishedEvent,
  ModelSummary,
  NoticeEvent,
  PlannedEvent,
  PlannedModel,
  PreparedEvent,
  ProgressEvent,
  ServerEvent,
  StageProgress,
  StartedEvent,
  StudyEvent,
} from './study/events.ts';
export {
  defineConfig,
  defineProvider,
  type Extensions,
  type HvsbConfig,
} from './study/extensions/define-config.ts';
export { defineMeasure, type OwnMeasure } from './study/extensions/define-measure.ts';
export type { MeasureRows } from './study/extensions/own-measures.ts';
export type { StudyRating } from './study/file/rating-schema.ts';
export type {
  Study,
  StudyDataset,
  StudyModel,
  StudySettings,
} from './study/file/study-schema.ts';
export type { JudgedStudy, JudgeOptions, ScenarioInput } from './study/judge.ts';
export type { MeasureStudyOptions } from './study/measure-study.ts';
export type { PlanStudyOptions, StudyPlan } from './study/plan-study.ts';
export type { PrepareSummary, SkippedItem } from './study/prepare.ts';
export type { RunStudyOptions, StudySummary } from './study/run-study.ts';
export type { CallOptions, StudyOptions } from './study/runtime.ts';
export type { WorkerOptions } from './study/sharing/join-work.ts';
export type {
  AgreeSummary,
  AnswerSummary,
  EmulateSummary,
  ExplainSummary,
  JudgeSummary,
} from './study/stages.ts';
export type { SensitivitySummary } from './study/validity/sensitivity.ts';
export type { WriteReportOptions } from './study/write-report.ts';
export type { FlatValue } from './tables/table.ts';
