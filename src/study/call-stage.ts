import type { PlannedCall } from '../core/call.ts';
import type { Stage } from '../core/condition.ts';
import type { Model } from '../core/model.ts';
import type { EngineLimits, EngineResult, ModelRun, ModelRunProgress, TokenPrice } from '../engine/engine.ts';
import { runCalls } from '../engine/run-calls.ts';
import type { CallPlan } from '../stages/call-cache.ts';
import type { RunRecorder } from '../stages/run-recorder.ts';
import { describeNotice, newsFilter, type PlannedModel, type StageProgress } from './events.ts';
import {
  describeChoice,
  type ModelChoice,
  priceOf,
  requireModels,
  type StudyRuntime,
  withModels,
} from './runtime.ts';

/** What every stage that calls models needs. */
export interface CallSettings {
  readonly models: readonly ModelChoice[];
  readonly limits: EngineLimits;
  /** Plans and stops. */
  readonly dryRun: boolean;
  /** Where the run records how it stands; null where it makes no calls or is not recorded. */
  readonly recorder: RunRecorder | null;
  /** Gets how the calls ended. */
  readonly ended?: (result: EngineResult) => void;
}

/** One model's part in a stage: its calls, and what came out so far by outcome. */
interface StageModelRun<Outcome extends string> {
  readonly modelRun: ModelRun<PlannedCall>;
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

export interface CallStage<Outcome extends string> extends CallSettings {
  readonly name: Stage;
  readonly outcomes: readonly Outcome[];
  plan(model: Pick<Model, 'id' | 'endpoint'>): Promise<CallPlan>;
  /** Runs once after the plan was announced and before the first call, unless it is a dry run. */
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

/** What a stage gave, over all models and for each. Commands print it with `--json`. */
export interface CallSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly seconds: number;
  readonly models: readonly ModelSummary<Outcome>[];
}

/** One model's part of what a stage gave. */
export interface ModelSummary<Outcome extends string> extends CallCounts<Outcome> {
  readonly model: string;
  readonly stopped: ModelRunProgress['stopped'];
}

/** Tells the plan, sends what is missing, and sums up. Null after a dry run. */
export async function runCallStage<Outcome extends string>(
  runtime: StudyRuntime,
  stage: CallStage<Outcome>,
): Promise<CallSummary<Outcome> | null> {
  const plans = await plannedModels(runtime, stage);
  if (!stage.dryRun) await requireModels(runtime, stage.models);
  runtime.onEvent?.({ kind: 'planned', stage: stage.name, models: plans, limits: stage.limits, notes: [] });
  if (stage.dryRun) return null;
  await stage.begin?.();
  return withModels(runtime, stage.models, stage.limits, async (models) => {
    const modelRuns: StageModelRun<Outcome>[] = [];
    for (const [position, model] of models.entries()) {
      modelRuns.push(await stage.stage(model, plans[position]?.price ?? null));
    }
    const result = await runEngine(runtime, stage, plans, modelRuns);
    stage.ended?.(result);
    const summary = summed(result, plans, modelRuns, stage.outcomes);
    runtime.onEvent?.({ kind: 'finished', stage: stage.name, summary });
    return summary;
  });
}

async function plannedModels<Outcome extends string>(
  runtime: StudyRuntime,
  stage: CallStage<Outcome>,
): Promise<readonly PlannedModel[]> {
  const plans: PlannedModel[] = [];
  for (const choice of stage.models) {
    const model = describeChoice(runtime, choice);
    const price = priceOf(runtime, choice);
    plans.push({ ...(await stage.plan(model)), price, remote: model.remote });
  }
  return plans;
}

/** Runs the calls while telling where they stand. */
async function runEngine<Outcome extends string>(
  runtime: StudyRuntime,
  stage: CallStage<Outcome>,
  plans: readonly PlannedModel[],
  modelRuns: readonly StageModelRun<Outcome>[],
): Promise<EngineResult> {
  const isNews = newsFilter();
  const run = runCalls(
    modelRuns.map(({ modelRun }) => modelRun),
    stage.limits,
    (notice) => {
      if (isNews(notice)) runtime.onEvent?.({ kind: 'notice', message: describeNotice(notice), notice });
    },
  );
  const stopListening = stopWith(runtime, run.stop.bind(run));
  const endProgress = tellProgress(runtime, stage.name, () =>
    run.progress().map((model, position) => ({
      ...model,
      total: plans[position]?.planned ?? 0,
      outcomes: modelRuns[position]?.outcomes ?? {},
    })),
  );
  const parts = modelRuns.map(({ modelRun, outcomes }, position) => ({
    stage: stage.name,
    model: modelRun.model.id,
    endpoint: modelRun.model.endpoint,
    planned: plans[position]?.planned ?? 0,
    outcomes,
  }));
  const ended = stage.recorder?.follow(parts, run);
  try {
    return await run.done;
  } finally {
    await (await ended)?.();
    endProgress();
    stopListening();
  }
}

function stopWith({ signal, stopNow }: StudyRuntime, stop: (how: 'gently' | 'at-once') => void): () => void {
  const gently = () => stop('gently');
  const atOnce = () => stop('at-once');
  if (signal.aborted) gently();
  if (stopNow.aborted) atOnce();
  signal.addEventListener('abort', gently);
  stopNow.addEventListener('abort', atOnce);
  return () => {
    signal.removeEventListener('abort', gently);
    stopNow.removeEventListener('abort', atOnce);
  };
}

const progressEveryMs = 200;

/** Tells where the calls stand until the function that it gives is called. */
function tellProgress(
  { onEvent }: StudyRuntime,
  stage: Stage,
  models: () => readonly StageProgress[],
): () => void {
  if (onEvent === undefined) return () => {};
  const startedAt = performance.now();
  const tell = (ended: boolean) => {
    const seconds = (performance.now() - startedAt) / 1000;
    onEvent({ kind: 'progress', stage, seconds, models: models(), ended });
  };
  onEvent({ kind: 'started', stage });
  const timer = setInterval(() => tell(false), progressEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    tell(true);
  };
}

function summed<Outcome extends string>(
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
