import type { BatchJournal } from '../core/batch.ts';
import type { Stage } from '../core/condition.ts';
import { cutAnswersSentence } from '../core/cut-answers.ts';
import type { Model } from '../core/model.ts';
import type { EngineLimits, EngineResult, ModelRunProgress } from '../engine/engine.ts';
import { inRole } from '../prompts/prompt-pack.ts';
import type { DefinedStage, StageRun } from '../stages/define-stage.ts';
import { packsOf, type StageRequest } from '../stages/plan-calls.ts';
import type { RunRecorder } from '../stages/run-recorder.ts';
import { startCalls } from './batch-run.ts';
import {
  type CallSummary,
  describeNotice,
  newsFilter,
  type PlannedModel,
  type PlanPurpose,
  type StageProgress,
} from './events.ts';
import { requireModels, withModels } from './opened-models.ts';
import {
  describeChoice,
  keyPlaceOf,
  type ModelChoice,
  otherWayOf,
  priceOf,
  type StudyRuntime,
} from './runtime.ts';
import { servedNote, startServer, turnsOf } from './serving/served-models.ts';
import { RangedRuns } from './sharing/ranged-runs.ts';
import {
  givenUpNotices,
  modelsOfOthers,
  type SharedModels,
  type Sharing,
  shareStage,
} from './sharing/share-stage.ts';
import { leftToNobody } from './sharing/wait-for-others.ts';
import { type Asked, chosen, inOrder, summed, type Turn } from './summaries/sum-calls.ts';

/** How the calls of a stage are made. */
export interface CallSettings {
  readonly models: readonly ModelChoice[];
  readonly limits: EngineLimits;
  /** As of `PlannedEvent`. */
  readonly purpose?: PlanPurpose;
  /** Plans and stops. */
  readonly dryRun: boolean;
  /** Where the run records its progress; null where it makes no calls or is not recorded. */
  readonly recorder: RunRecorder | null;
  /** Gets how the calls ended. */
  readonly ended?: (result: EngineResult) => void;
  /** Where several workers do the stage together; default this process does all of it. */
  readonly sharing?: Sharing;
}

/**
 * Reports the plan of a stage, sends what is missing, and sums up. Null after a dry run.
 * @param begin runs once after the plan was reported and before the first call, unless it is a dry run
 */
export async function runCallStage<Request extends StageRequest, Outcome extends string>(
  runtime: StudyRuntime,
  stage: DefinedStage<Request, Outcome>,
  request: Request & CallSettings,
  begin?: () => Promise<void>,
): Promise<CallSummary<Outcome> | null> {
  const plans = await plannedModels(runtime, stage, request, request.models);
  const planOthers = (others: readonly ModelChoice[]) => plannedModels(runtime, stage, request, others);
  const share = () => shareStage(runtime, stage, request, plans, planOthers);
  if (request.models.length === 0) {
    await share();
    await sayWhatIsLeft(runtime, stage.name, request, planOthers);
    return null;
  }
  if (!request.dryRun) await requireModels(runtime, request.models);
  const note = request.models.length > 1 || request.dryRun ? servedNote(request.models) : null;
  const notes = note === null ? [] : [note];
  const purpose = request.purpose === undefined ? {} : { purpose: request.purpose };
  const { limits: all } = request;
  runtime.onEvent?.({ kind: 'planned', stage: stage.name, ...purpose, models: plans, limits: all, notes });
  if (request.dryRun) return null;
  await begin?.();
  const shared = await share();
  const turns: Turn<Outcome>[] = [];
  let { limits } = request;
  for (const places of turnsOf(request.models, runtime)) {
    const own = { ...request, limits, models: chosen(request.models, places) };
    const turn = { places, ...(await askModels(runtime, stage, own, chosen(plans, places), shared)) };
    limits = { ...limits, alreadySpent: turn.result.spent };
    turns.push(turn);
  }
  const { result, runs } = inOrder(turns);
  request.ended?.(result);
  for (const { modelRun, cut } of runs) {
    const message = cutAnswersSentence(cut, request.sampling.maxTokens);
    if (message === null) continue;
    runtime.onEvent?.({ kind: 'notice', message: `${modelRun.model.id}: ${message}` });
  }
  const lost =
    request.sharing === undefined ? [] : await givenUpNotices(request.sharing.work, shared.values());
  for (const message of lost) runtime.onEvent?.({ kind: 'notice', message });
  const sums = summed(result, plans, runs, stage.outcomes);
  const summary = lost.length === 0 ? sums : { ...sums, partial: true };
  runtime.onEvent?.({ kind: 'finished', stage: stage.name, summary });
  await sayWhatIsLeft(runtime, stage.name, request, planOthers);
  return summary;
}

/** What is left of models that neither this worker nor another one asks. */
async function sayWhatIsLeft(
  { signal, onEvent }: StudyRuntime,
  stage: Stage,
  { sharing, models, dryRun }: CallSettings,
  plan: (models: readonly ModelChoice[]) => Promise<readonly PlannedModel[]>,
): Promise<void> {
  if (sharing === undefined || dryRun || signal.aborted) return;
  const left = await leftToNobody(sharing.work, modelsOfOthers(sharing, models), plan);
  if (left.length === 0) return;
  sharing.left();
  const message = `Nobody asks ${left.join(', ')} in the stage "${stage}" now: begin a worker that has the labels and reaches the models.`;
  onEvent?.({ kind: 'notice', message });
}

/** Asks models side by side. */
async function askModels<Request extends StageRequest, Outcome extends string>(
  runtime: StudyRuntime,
  stage: DefinedStage<Request, Outcome>,
  request: Request & CallSettings,
  plans: readonly PlannedModel[],
  shared: SharedModels,
): Promise<Asked<Outcome>> {
  const isStored = plans.map(({ planned, stored }) => stored === planned);
  const use = { concurrency: request.limits.concurrency, store: request.store.location, isStored };
  return withModels(runtime, request.models, use, async (models) => {
    const runs: StageRun<Outcome>[] = [];
    for (const [position, model] of models.entries()) {
      const choice = request.models[position];
      const plan = plans[position];
      // What is stored needs no server.
      if (plan !== undefined && plan.stored < plan.planned && !runtime.signal.aborted)
        await startServer(model);
      runs.push(await stage.run(withRole(request, choice?.attackRole), model, plan?.price ?? null));
    }
    const first = await runEngine(runtime, stage.name, request, plans, runs, shared);
    return { result: await askWithoutSystemRole(runtime, stage, request, plans, runs, first, shared), runs };
  });
}

/** The request with its attacks in the message of this role; as it is where none is named. */
function withRole<Request extends StageRequest>(
  request: Request,
  attackRole: ModelChoice['attackRole'],
): Request {
  if (attackRole === undefined) return request;
  return { ...request, prompts: packsOf(request).map((pack) => inRole(pack, attackRole)) };
}

/**
 * Asks the models that turned out to take no system message what is left, with the attacks before the question; that makes other
 * conditions. Their `runs` are replaced.
 */
async function askWithoutSystemRole<Request extends StageRequest, Outcome extends string>(
  runtime: StudyRuntime,
  stage: DefinedStage<Request, Outcome>,
  request: Request & CallSettings,
  plans: readonly PlannedModel[],
  runs: StageRun<Outcome>[],
  first: EngineResult,
  shared: SharedModels,
): Promise<EngineResult> {
  const refusing = [...first.modelRuns.keys()].filter((place) => first.modelRuns[place]?.takesNoSystemRole);
  if (refusing.length === 0) return first;
  const places = refusing.filter((place) => request.models[place]?.attackRole !== 'system');
  for (const place of places) {
    const run = runs[place];
    if (run === undefined) continue;
    const { model, price } = run.modelRun;
    runs[place] = await stage.run(withRole(request, 'user'), model, price);
    const message = `${model.id} takes no system message: attacks are put before the question, and that is recorded.`;
    runtime.onEvent?.({ kind: 'notice', message });
  }
  const limits = { ...request.limits, alreadySpent: first.spent };
  const left = { ...request, limits };
  const ownRuns = chosen(runs, places);
  const second = await runEngine(runtime, stage.name, left, chosen(plans, places), ownRuns, shared);
  const modelRuns = first.modelRuns.map((modelRun, place) => {
    const later = second.modelRuns[places.indexOf(place)];
    if (later !== undefined) return together(modelRun, later);
    return modelRun.takesNoSystemRole ? { ...modelRun, stopped: stoppedForRole } : modelRun;
  });
  const partial = modelRuns.some(({ stopped, failed }) => stopped !== null || failed > 0);
  return { modelRuns, seconds: first.seconds + second.seconds, spent: second.spent, partial };
}

const stoppedForRole = {
  reason: 'error',
  message: 'The model takes no system message. Leave --attack-role out, or set it to user.',
} as const;

/** Two runs of one model, the second of which found stored what the first had answered. */
function together(first: ModelRunProgress, second: ModelRunProgress): ModelRunProgress {
  const costs = [first.costUsd, second.costUsd].filter((cost) => cost !== null);
  return {
    ...second,
    stored: Math.max(0, second.stored - first.answered),
    answered: first.answered + second.answered,
    failed: first.failed + second.failed,
    retries: first.retries + second.retries,
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    unmetered: first.unmetered + second.unmetered,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
  };
}

async function plannedModels<Request extends StageRequest, Outcome extends string>(
  runtime: StudyRuntime,
  stage: DefinedStage<Request, Outcome>,
  request: Request & CallSettings,
  choices: readonly ModelChoice[],
): Promise<readonly PlannedModel[]> {
  const plans: PlannedModel[] = [];
  for (const choice of choices) {
    const model = describeChoice(runtime, choice);
    const price = priceOf(runtime, choice);
    const keyPlace = keyPlaceOf(runtime, choice);
    const plan = await stage.plan(withRole(request, choice.attackRole), model);
    const served = choice.serve === undefined ? {} : { served: true as const };
    const batches = await batchPlan(runtime, request, choice, model);
    plans.push({ ...plan, price, keyPlace, remote: model.remote, ...served, ...batches });
  }
  return plans;
}

/** What a plan says of batches: what the other way would cost, and how many calls wait in those of earlier runs. */
async function batchPlan(
  runtime: StudyRuntime,
  { store, dryRun }: { readonly store: BatchJournal } & Pick<CallSettings, 'dryRun'>,
  choice: ModelChoice,
  { id, endpoint }: Pick<Model, 'id' | 'endpoint'>,
): Promise<Pick<PlannedModel, 'otherWay' | 'waiting'>> {
  const own = (await store.batches()).filter((batch) => batch.model === id && batch.endpoint === endpoint);
  const waiting = own
    .filter(({ state }) => state !== 'collected')
    .reduce((sum, { lines, finished }) => sum + lines - finished, 0);
  return {
    ...(dryRun || choice.batch === true ? otherWayOf(runtime, choice) : {}),
    ...(waiting === 0 ? {} : { waiting }),
  };
}

/** Runs the calls and reports their progress. */
async function runEngine<Outcome extends string>(
  runtime: StudyRuntime,
  stage: Stage,
  {
    limits,
    recorder,
    models: choices,
    store: journal,
    sharing,
  }: CallSettings & { readonly store: BatchJournal },
  plans: readonly PlannedModel[],
  runs: readonly StageRun<Outcome>[],
  shared: SharedModels,
): Promise<EngineResult> {
  const isNews = newsFilter();
  const { signal } = runtime;
  const ranged = new RangedRuns({ signal, sharing, shared, runs, plans });
  const started = await startCalls(runtime, {
    runs: ranged.modelRuns,
    choices,
    journal,
    limits,
    onNotice: (notice) => {
      // That its server failed was said when it did.
      const isKnown = notice.kind === 'model-run-stopped' && runtime.serving.slot?.hasFailed(notice.model);
      if (isNews(notice) && isKnown !== true)
        runtime.onEvent?.({ kind: 'notice', message: describeNotice(notice), notice });
    },
  });
  const run = ranged.follow(started);
  const stopListening = stopWith(runtime, run.stop.bind(run));
  const endProgress = reportProgress(runtime, stage, () =>
    run.progress().map((model, position) => ({
      ...model,
      total: plans[position]?.planned ?? 0,
      outcomes: runs[position]?.outcomes ?? {},
    })),
  );
  const parts = runs.map(({ modelRun, outcomes }, position) => ({
    stage,
    model: modelRun.model.id,
    endpoint: modelRun.model.endpoint,
    planned: plans[position]?.planned ?? 0,
    outcomes,
  }));
  const ended = recorder?.follow(parts, run);
  try {
    return await run.done;
  } finally {
    await ranged.end();
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

/** Reports the progress of the calls until the function that it gives is called. */
function reportProgress(
  { onEvent }: StudyRuntime,
  stage: Stage,
  models: () => readonly StageProgress[],
): () => void {
  if (onEvent === undefined) return () => {};
  const startedAt = performance.now();
  const report = (ended: boolean) => {
    const seconds = (performance.now() - startedAt) / 1000;
    onEvent({ kind: 'progress', stage, seconds, models: models(), ended });
  };
  onEvent({ kind: 'started', stage });
  const timer = setInterval(() => report(false), progressEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    report(true);
  };
}
