import { type AnswerOutcome, answerOutcomes } from '../../core/bbq-question.ts';
import type { PlannedCall } from '../../core/call.ts';
import type { Stage } from '../../core/condition.ts';
import type { Model } from '../../core/model.ts';
import {
  type AgreementOutcome,
  agreementOutcomes,
  type ExplanationOutcome,
  explanationOutcomes,
  type Outcome,
  outcomes,
} from '../../core/outcomes.ts';
import type {
  EngineLimits,
  EngineResult,
  EngineRun,
  ModelRun,
  ModelRunProgress,
  TokenPrice,
} from '../../engine/engine.ts';
import { describeModel } from '../../models/open-model.ts';
import { type AgreeRequest, agreeStage, planAgreeing } from '../../stages/agree.ts';
import { type AnswerRequest, answerStage, planAnswering } from '../../stages/answer.ts';
import type { CallPlan } from '../../stages/call-cache.ts';
import { type ExplainRequest, explainStage, planExplaining } from '../../stages/explain.ts';
import { drawExplainSample, storeExplainSample } from '../../stages/explain-sample.ts';
import { type JudgeRequest, judgeStage, planJudging } from '../../stages/judge.ts';
import type { RunRecorder } from '../../stages/run-recorder.ts';
import type { CommandContext } from '../command-context.ts';
import { printPlan } from '../print-plan.ts';
import { type ModelChoice, priceOf, requireModels, runEngine, withModels } from './model-choice.ts';

/** What every step that calls models is told. */
export interface CallSettings {
  readonly models: readonly ModelChoice[];
  readonly limits: EngineLimits;
  /** Shows the plan and stops. */
  readonly dryRun: boolean;
  /** Where the run writes down how it stands; null where it makes no calls. */
  readonly recorder: RunRecorder | null;
  /** Told how the calls ended. */
  readonly ended?: (result: EngineResult) => void;
}

/** One model's part in a stage: its calls, and what came out so far by outcome. */
interface StageModelRun<Outcome extends string> {
  readonly modelRun: ModelRun<PlannedCall>;
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

export interface CallStep<Outcome extends string> extends CallSettings {
  readonly name: Stage;
  readonly outcomes: readonly Outcome[];
  plan(model: Pick<Model, 'id' | 'endpoint'>): Promise<CallPlan>;
  /** Runs once after the plan was shown and before the first call, unless it is a dry run. */
  begin?(): Promise<void>;
  stage(model: Model, price: TokenPrice | null): Promise<StageModelRun<Outcome>>;
}

interface CallCounts<Outcome extends string> {
  readonly planned: number;
  readonly stored: number;
  readonly sent: number;
  readonly failed: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly tokens: { readonly input: number; readonly output: number };
  /** Answers whose tokens the server did not count. */
  readonly unmetered: number;
  readonly costUsd: number | null;
  readonly partial: boolean;
}

/** What commands that call models print with `--json`. */
export interface CallSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly seconds: number;
  readonly models: readonly ModelSummary<Outcome>[];
}

interface ModelSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly model: string;
  readonly stopped: ModelRunProgress['stopped'];
}

/** Shows the plan, sends what is missing, and sums up. Null after a dry run. */
export async function callStep<Outcome extends string>(
  context: CommandContext,
  step: CallStep<Outcome>,
): Promise<CallSummary<Outcome> | null> {
  const plans: CallPlan[] = [];
  for (const choice of step.models) {
    plans.push(await step.plan(describeModel(choice.model, { ...choice, environment: context.environment })));
  }
  const prices = step.models.map(priceOf);
  if (!step.dryRun) await requireModels(context, step.models);
  printPlan(context.stderr, step.name, plans, prices, step.limits);
  if (step.dryRun) return null;
  await step.begin?.();
  return withModels(context, step.models, step.limits, async (models) => {
    const stages: StageModelRun<Outcome>[] = [];
    for (const [position, model] of models.entries()) {
      stages.push(await step.stage(model, prices[position] ?? null));
    }
    const result = await runEngine(context, {
      modelRuns: stages.map((stage) => stage.modelRun),
      limits: step.limits,
      planned: plans.map((plan) => plan.planned),
      labels: (modelRun) => stages[modelRun]?.outcomes ?? {},
      ...(step.recorder === null ? {} : { follow: followedBy(step.recorder, step.name, plans, stages) }),
    });
    step.ended?.(result);
    return summary(result, plans, stages, step.outcomes);
  });
}

function followedBy(
  recorder: RunRecorder,
  stage: Stage,
  plans: readonly CallPlan[],
  modelRuns: readonly StageModelRun<string>[],
) {
  const parts = modelRuns.map(({ modelRun, outcomes }, position) => ({
    stage,
    model: modelRun.model.id,
    endpoint: modelRun.model.endpoint,
    planned: plans[position]?.planned ?? 0,
    outcomes,
  }));
  return (run: EngineRun) => recorder.follow(parts, run);
}

function summary<Outcome extends string>(
  result: EngineResult,
  plans: readonly CallPlan[],
  stages: readonly StageModelRun<Outcome>[],
  outcomes: readonly Outcome[],
): CallSummary<Outcome> {
  const models = result.modelRuns.map((modelRun, position) =>
    modelSummary(modelRun, plans[position], stages[position]?.outcomes ?? sumByOutcome(outcomes, [])),
  );
  const total = (count: (model: ModelSummary<Outcome>) => number) =>
    models.reduce((sum, model) => sum + count(model), 0);
  return {
    planned: total((model) => model.planned),
    stored: total((model) => model.stored),
    sent: total((model) => model.sent),
    failed: total((model) => model.failed),
    outcomes: sumByOutcome(
      outcomes,
      models.map((model) => model.outcomes),
    ),
    tokens: { input: total((model) => model.tokens.input), output: total((model) => model.tokens.output) },
    unmetered: total((model) => model.unmetered),
    costUsd: models.some((model) => model.costUsd === null) ? null : total((model) => model.costUsd ?? 0),
    seconds: result.seconds,
    partial: result.partial,
    models,
  };
}

function modelSummary<Outcome extends string>(
  modelRun: ModelRunProgress,
  plan: CallPlan | undefined,
  outcomes: Readonly<Record<Outcome, number>>,
): ModelSummary<Outcome> {
  return {
    model: modelRun.model,
    planned: plan?.planned ?? modelRun.planned,
    stored: modelRun.stored,
    sent: modelRun.answered + modelRun.failed,
    failed: modelRun.failed,
    outcomes,
    tokens: { input: modelRun.inputTokens, output: modelRun.outputTokens },
    unmetered: modelRun.unmetered,
    costUsd: modelRun.costUsd,
    partial: modelRun.stopped !== null || modelRun.failed > 0,
    stopped: modelRun.stopped,
  };
}

function sumByOutcome<Outcome extends string>(
  outcomes: readonly Outcome[],
  counts: readonly Readonly<Record<Outcome, number>>[],
): Record<Outcome, number> {
  const sums = outcomes.map((outcome) => [outcome, counts.reduce((sum, count) => sum + count[outcome], 0)]);
  // `fromEntries` forgets which keys there are: exactly the outcomes.
  return Object.fromEntries(sums) as Record<Outcome, number>;
}

export type JudgeStepRequest = Omit<JudgeRequest, 'model'> & CallSettings;

/** What `hvsb judge --json` prints. */
export type JudgeSummary = CallSummary<Outcome>;

/** Shows the plan, sends what is missing, and sums up. Null after a dry run. */
export function judgeStep(context: CommandContext, request: JudgeStepRequest): Promise<JudgeSummary | null> {
  return callStep(context, {
    ...request,
    name: 'judge',
    outcomes,
    plan: (model) => planJudging({ ...request, model }),
    stage: (model, price) => judgeStage({ ...request, model }, price),
  });
}

/** The models are the raters. */
export type AgreeStepRequest = Omit<AgreeRequest, 'model'> & CallSettings;

/** What `hvsb agree --json` prints. */
export type AgreeSummary = CallSummary<AgreementOutcome>;

/** Shows the plan, sends what is missing, and sums up. Null after a dry run. */
export function agreeStep(context: CommandContext, request: AgreeStepRequest): Promise<AgreeSummary | null> {
  return callStep(context, {
    ...request,
    name: 'agree',
    outcomes: agreementOutcomes,
    plan: (model) => planAgreeing({ ...request, model }),
    stage: (model, price) => agreeStage({ ...request, model }, price),
  });
}

export type AnswerStepRequest = Omit<AnswerRequest, 'model'> & CallSettings;

/** What `hvsb answer --json` prints. */
export type AnswerSummary = CallSummary<AnswerOutcome>;

/** Shows the plan, sends what is missing, and sums up. Null after a dry run. */
export function answerStep(
  context: CommandContext,
  request: AnswerStepRequest,
): Promise<AnswerSummary | null> {
  return callStep(context, {
    ...request,
    name: 'answer',
    outcomes: answerOutcomes,
    plan: (model) => planAnswering({ ...request, model }),
    stage: (model, price) => answerStage({ ...request, model }, price),
  });
}

export interface ExplainStepRequest extends Omit<ExplainRequest, 'model'>, CallSettings {
  /** Explains only so many scenarios of each dataset, drawn by chance and kept as the sample `explain-<size>-<seed>`. */
  readonly draw?: { readonly size: number; readonly seed: number };
}

/** What `hvsb explain --json` prints. */
export interface ExplainSummary extends CallSummary<ExplanationOutcome> {
  /** Name of the sample that was explained; null where it was everything that matches. */
  readonly sample: string | null;
}

/** Draws the sample, shows the plan, sends what is missing, and sums up. Null after a dry run. */
export async function explainStep(
  context: CommandContext,
  request: ExplainStepRequest,
): Promise<ExplainSummary | null> {
  const { store, filter, draw } = request;
  const drawn = draw === undefined ? null : await drawExplainSample({ store, filter, ...draw });
  const sample = drawn?.name ?? filter.sample ?? null;
  const chosen = sample === null ? filter : { ...filter, sample };
  const summary = await callStep(context, {
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
