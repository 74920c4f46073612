import type { AgreementOutcome, ExplanationOutcome, Outcome } from '../core/outcomes.ts';
import type { AnswerOutcome } from '../core/question.ts';
import { type AgreeRequest, agreeStage } from '../stages/agree/agree.ts';
import { type AnswerRequest, answerStage } from '../stages/answer/answer.ts';
import { type EmulateRequest, emulateStage } from '../stages/emulate/emulate.ts';
import { type ExplainRequest, explainable, explainStage } from '../stages/explain/explain.ts';
import { drawExplainSample, storeExplainSample } from '../stages/explain/explain-sample.ts';
import { type JudgeRequest, judgeStage } from '../stages/judge/judge.ts';
import { type CallSettings, runCallStage } from './call-stage.ts';
import type { CallSummary } from './events.ts';
import type { StudyRuntime } from './runtime.ts';
import { chooseExplanations, chooseQuestions, chooseScenarios } from './subjects/choose-subjects.ts';
import { limitedExplanations, limitedQuestions, limitedScenarios } from './subjects/limit.ts';

// Each stage checks that there is something to ask about, reports the plan, sends what is missing, and sums up. Null
// after a dry run. @throws UsageError where nothing matches, or a key is missing; nothing is sent then

/** Only so many of each dataset; default all. */
interface Limited {
  readonly limit?: number;
}

export type JudgeStageRequest = JudgeRequest & CallSettings & Limited;

/** What `hvsb judge --json` prints. */
export type JudgeSummary = CallSummary<Outcome>;

/** Has models judge scenarios. */
export async function judgeScenarios(
  runtime: StudyRuntime,
  given: JudgeStageRequest,
): Promise<JudgeSummary | null> {
  await chooseScenarios(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedScenarios(given.store, given.filter, given.limit) };
  return runCallStage(runtime, judgeStage, request);
}

export interface ExplainStageRequest extends ExplainRequest, CallSettings, Limited {
  /** Explains only so many scenarios of each dataset, drawn at random and stored as the sample `explain-<size>-<seed>`. */
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
  const sample = draw === undefined ? null : await drawExplainSample({ store, filter, ...draw });
  const request = { ...given, store, ...(sample === null ? {} : { numbers: sample.numbers }) };
  const summary = await runCallStage(runtime, explainStage, request, async () => {
    if (sample !== null) await storeExplainSample(store, sample);
  });
  return summary === null ? null : { ...summary, sample: sample?.name ?? filter.sample ?? null };
}

/** The models are the raters. */
export type AgreeStageRequest = AgreeRequest & CallSettings & Limited;

/** What `hvsb agree --json` prints. */
export type AgreeSummary = CallSummary<AgreementOutcome>;

/** Has models read explanations, and agree or disagree. */
export async function agreeOnExplanations(
  runtime: StudyRuntime,
  given: AgreeStageRequest,
): Promise<AgreeSummary | null> {
  await chooseExplanations(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedExplanations(given.store, given.filter, given.limit) };
  return runCallStage(runtime, agreeStage, request);
}

export type AnswerStageRequest = AnswerRequest & CallSettings & Limited;

/** What `hvsb answer --json` prints. */
export type AnswerSummary = CallSummary<AnswerOutcome>;

/** Has models answer the datasets' own questions. */
export async function answerQuestions(
  runtime: StudyRuntime,
  given: AnswerStageRequest,
): Promise<AnswerSummary | null> {
  await chooseQuestions(runtime, given.store, given.filter);
  const request = { ...given, store: await limitedQuestions(given.store, given.filter, given.limit) };
  return runCallStage(runtime, answerStage, request);
}

/** Exactly one model. */
export type EmulateStageRequest = EmulateRequest & CallSettings;

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
  /** Why models were not asked everything, as sentences. */
  readonly stopped: readonly string[];
}

/** Has a model rewrite statements that are not yet rewritten into realistic scenarios. */
export async function emulateStatements(
  runtime: StudyRuntime,
  request: EmulateStageRequest,
): Promise<EmulateSummary | null> {
  const filter = { ...request.filter, forms: ['statement'] as const };
  await chooseScenarios(runtime, request.store, filter);
  const summary = await runCallStage(runtime, emulateStage, { ...request, filter });
  if (summary === null) return null;
  const { planned, stored, sent, failed, outcomes: made, tokens, seconds, partial } = summary;
  const { scenarios: written, unreadable } = made;
  const stopped = summary.models.flatMap((model) => model.stopped?.message ?? []);
  return { planned, stored, sent, failed, written, unreadable, tokens, seconds, partial, stopped };
}
