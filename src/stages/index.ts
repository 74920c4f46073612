// What `import ... from 'hvsb/stages'` gives: the stages one by one, the engine that sends their calls, and the readers
// of answers, for a program that runs a study in an order of its own.

export type { Attack, Condition, ConditionContent, Stage } from '../core/condition.ts';
export type { CallCache, FinishedCall, PlannedCall } from '../core/model.ts';
export { type Outcome, type OutcomeCounts, outcomes } from '../core/outcomes.ts';
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
} from '../engine/engine.ts';
export { runCalls } from '../engine/run-calls.ts';
export { judgmentParserVersion, readJudgment } from '../verdicts/judgment/read-judgment.ts';
export { agreeSampling, agreeStage } from './agree/agree.ts';
export { answerSampling, answerStage } from './answer/answer.ts';
export { emulateSampling, emulateStage } from './emulate/emulate.ts';
export { explainSampling, explainStage } from './explain/explain.ts';
export { type ImportedExplanations, importExplanations } from './imports/import-explanations.ts';
export { judgeSampling, judgeStage } from './judge/judge.ts';
export { type ReparseResult, reparse } from './reparse.ts';
export { type SampledStratum, type SampleRequest, sampleScenarios } from './sample.ts';
