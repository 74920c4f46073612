import { type AnswerOutcome, answerOutcomes } from '../core/bbq-question.ts';
import {
  type AgreementOutcome,
  agreementOutcomes,
  type ExplanationOutcome,
  explanationOutcomes,
  type Outcome,
  outcomes,
} from '../core/outcomes.ts';
import { type AgreeRequest, agreeStage, planAgreeing } from '../stages/agree.ts';
import { type AnswerRequest, answerStage, planAnswering } from '../stages/answer.ts';
import { type EmulateRequest, emulateStage, planEmulating } from '../stages/emulate.ts';
import { type ExplainRequest, explainable, explainStage, planExplaining } from '../stages/explain.ts';
import { drawExplainSample, storeExplainSample } from '../stages/explain-sample.ts';
import { type JudgeRequest, judgeStage, planJudging } from '../stages/judge.ts';
import { type CallSettings, type CallSummary, runCallStage } from './call-stage.ts';
import type { StudyRuntime } from './runtime.ts';
import { chooseExplanations, chooseQuestions, chooseScenarios } from './subjects/choose-subjects.ts';
import { limitedExplanations, limitedQuestions, limitedScenarios } from './subjects/limit.ts';

// Each stage: checks that there is something to ask about, tells the plan, sends what is missing, and sums up. Null
// after a dry run. @throws UsageError where nothing matches, or a key is missing; nothing is sent then

/** Only so many of each dataset; default all. */
interface Limited {
  readonly limit?: number;
}

export type JudgeStageRequest = Omit<JudgeRequest, 'model'> & CallSettings & Limited;

/** What `hvsb judge --json` prints. */
export type JudgeSummary = CallSummary<Outcome>;

/** Has models judge scenarios. */
export async function judgeScenarios(
  runtime: StudyRuntime,
  given: JudgeStageRequest,
): Promise<JudgeSummary | null> {
  await chooseScenarios(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedScenarios(given.store, given.filter, given.limit) };
  return runCallStage(runtime, {
    ...request,
    name: 'judge',
    outcomes,
    plan: (model) => planJudging({ ...request, model }),
    stage: (model, price) => judgeStage({ ...request, model }, price),
  });
}

export interface ExplainStageRequest extends Omit<ExplainRequest, 'model'>, CallSettings, Limited {
  /** Explains only so many scenarios of each dataset, drawn by chance and stored as the sample `explain-<size>-<seed>`. */
  readonly draw?: { readonly size: number; readonly seed: number };
}

/** What `hvsb explain --json` prints. */
export interface ExplainSummary extends CallSummary<ExplanationOutcome> {
  /** Name of the sample that was explained; null where it was everything that matches. */
  readonly sample: string | null;
}

/** Has models explain biased scenarios, all that match or a sample that is drawn first. */
export async function explainScenarios(
  runtime: StudyRuntime,
  given: ExplainStageRequest,
): Promise<ExplainSummary | null> {
  const { filter, draw } = given;
  await chooseScenarios(runtime, given.store, explainable(filter));
  const store = await limitedScenarios(given.store, explainable(filter), given.limit);
  const request = { ...given, store };
  const drawn = draw === undefined ? null : await drawExplainSample({ store, filter, ...draw });
  const sample = drawn?.name ?? filter.sample ?? null;
  const chosen = sample === null ? filter : { ...filter, sample };
  const summary = await runCallStage(runtime, {
    ...request,
    name: 'explain',
    outcomes: explanationOutcomes,
    plan: (model) => planExplaining({ ...request, model }, drawn?.numbers),
    begin: async () => {
      if (drawn !== null) await storeExplainSample(store, drawn);
    },
    stage: (model, price) => explainStage({ ...request, filter: chosen, model }, price),
  });
  return summary === null ? null : { ...summary, sample };
}

/** The models are the raters. */
export type AgreeStageRequest = Omit<AgreeRequest, 'model'> & CallSettings & Limited;

/** What `hvsb agree --json` prints. */
export type AgreeSummary = CallSummary<AgreementOutcome>;

/** Has models read explanations, and agree or disagree. */
export async function agreeOnExplanations(
  runtime: StudyRuntime,
  given: AgreeStageRequest,
): Promise<AgreeSummary | null> {
  await chooseExplanations(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedExplanations(given.store, given.filter, given.limit) };
  return runCallStage(runtime, {
    ...request,
    name: 'agree',
    outcomes: agreementOutcomes,
    plan: (model) => planAgreeing({ ...request, model }),
    stage: (model, price) => agreeStage({ ...request, model }, price),
  });
}

export type AnswerStageRequest = Omit<AnswerRequest, 'model'> & CallSettings & Limited;

/** What `hvsb answer --json` prints. */
export type AnswerSummary = CallSummary<AnswerOutcome>;

/** Has models answer the datasets' own questions. */
export async function answerQuestions(
  runtime: StudyRuntime,
  given: AnswerStageRequest,
): Promise<AnswerSummary | null> {
  await chooseQuestions(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedQuestions(given.store, given.filter, given.limit) };
  return runCallStage(runtime, {
    ...request,
    name: 'answer',
    outcomes: answerOutcomes,
    plan: (model) => planAnswering({ ...request, model }),
    stage: (model, price) => answerStage({ ...request, model }, price),
  });
}

/** Exactly one model. */
export type EmulateStageRequest = Omit<EmulateRequest, 'model'> & CallSettings;

/** What `hvsb emulate --json` prints. */
export interface EmulateSummary {
  readonly planned: number;
  readonly stored: number;
  readonly sent: number;
  readonly failed: number;
  /** Scenarios written in this run. */
  readonly written: number;
  /** Answers of this run that no scenario could be read from. */
  readonly unreadable: number;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly seconds: number;
  readonly partial: boolean;
}

/** Has a model rewrite statements that are not yet rewritten into realistic scenarios. */
export async function emulateStatements(
  runtime: StudyRuntime,
  request: EmulateStageRequest,
): Promise<EmulateSummary | null> {
  const filter = { ...request.filter, forms: ['statement'] as const };
  await chooseScenarios(runtime, request.store, filter);
  const summary = await runCallStage(runtime, {
    ...request,
    name: 'emulate',
    outcomes: ['scenarios', 'unreadable'] as const,
    plan: (model) => planEmulating({ ...request, filter, model }),
    stage: async (model, price) => {
      const { modelRun, written } = await emulateStage({ ...request, filter, model }, price);
      return { modelRun, outcomes: written };
    },
  });
  if (summary === null) return null;
  const { planned, stored, sent, failed, outcomes: made, tokens, seconds, partial } = summary;
  const { scenarios: written, unreadable } = made;
  return { planned, stored, sent, failed, written, unreadable, tokens, seconds, partial };
}
