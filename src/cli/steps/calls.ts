import type { Stage } from '../../core/condition.ts';
import type { AgreementOutcome, ExplanationOutcome, Outcome } from '../../core/outcomes.ts';
import type { AnswerOutcome } from '../../core/question.ts';
import type { EngineLimits, EngineResult, EngineRun, ModelRunProgress } from '../../engine/engine.ts';
import { describeModel } from '../../models/open-model.ts';
import type { DefinedStage, StageRun } from '../../stages/define-stage.ts';
import { type ExplainRequest, explainStage } from '../../stages/explain/explain.ts';
import { drawExplainSample, storeExplainSample } from '../../stages/explain/explain-sample.ts';
import type { RunRecorder } from '../../stages/run-recorder.ts';
import type { CallPlan, StageRequest } from '../../stages/stage.ts';
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

/**
 * Shows the plan of a stage, sends what is missing, and sums up. Null after a dry run.
 * @param begin runs once after the plan was shown and before the first call, unless it is a dry run
 */
export async function callStep<Request extends StageRequest, Outcome extends string>(
  context: CommandContext,
  stage: DefinedStage<Request, Outcome>,
  request: Request & CallSettings,
  begin?: () => Promise<void>,
): Promise<CallSummary<Outcome> | null> {
  const plans: CallPlan[] = [];
  for (const choice of request.models) {
    const model = describeModel(choice.model, { ...choice, environment: context.environment });
    plans.push(await stage.plan(request, model));
  }
  const prices = request.models.map(priceOf);
  if (!request.dryRun) await requireModels(context, request.models);
  printPlan(context.stderr, stage.name, plans, prices, request.limits);
  if (request.dryRun) return null;
  await begin?.();
  return withModels(context, request.models, request.limits, async (models) => {
    const runs: StageRun<Outcome>[] = [];
    for (const [position, model] of models.entries()) {
      runs.push(await stage.run(request, model, prices[position] ?? null));
    }
    const result = await runEngine(context, {
      modelRuns: runs.map(({ modelRun }) => modelRun),
      limits: request.limits,
      planned: plans.map((plan) => plan.planned),
      labels: (modelRun) => runs[modelRun]?.outcomes ?? {},
      ...(request.recorder === null ? {} : { follow: followedBy(request.recorder, stage.name, plans, runs) }),
    });
    request.ended?.(result);
    return summary(result, plans, runs, stage.outcomes);
  });
}

function followedBy(
  recorder: RunRecorder,
  stage: Stage,
  plans: readonly CallPlan[],
  runs: readonly StageRun<string>[],
) {
  const parts = runs.map(({ modelRun, outcomes }, position) => ({
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
  runs: readonly StageRun<Outcome>[],
  outcomes: readonly Outcome[],
): CallSummary<Outcome> {
  const models = result.modelRuns.map((modelRun, position) =>
    modelSummary(modelRun, plans[position], runs[position]?.outcomes ?? sumByOutcome(outcomes, [])),
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

/** What `hvsb judge --json`, `hvsb agree --json` and `hvsb answer --json` print. */
export type JudgeSummary = CallSummary<Outcome>;
export type AgreeSummary = CallSummary<AgreementOutcome>;
export type AnswerSummary = CallSummary<AnswerOutcome>;

export interface ExplainStepRequest extends ExplainRequest, CallSettings {
  /** Explains only so many scenarios of each dataset, drawn at random and stored as the sample `explain-<size>-<seed>`. */
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
  const sample = draw === undefined ? null : await drawExplainSample({ store, filter, ...draw });
  const drawn = sample === null ? request : { ...request, numbers: sample.numbers };
  const summary = await callStep(context, explainStage, drawn, async () => {
    if (sample !== null) await storeExplainSample(store, sample);
  });
  return summary === null ? null : { ...summary, sample: sample?.name ?? filter.sample ?? null };
}
