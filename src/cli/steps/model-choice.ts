import type { PlannedCall } from '../../core/call.ts';
import type { Model } from '../../core/model.ts';
import type {
  EngineLimits,
  EngineNotice,
  EngineResult,
  EngineRun,
  ModelRun,
  TokenPrice,
} from '../../engine/engine.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { describeModel, openModel } from '../../models/open-model.ts';
import { findPrice, parsePriceOverride } from '../../models/prices.ts';
import type { CommandContext } from '../command-context.ts';
import { ProgressDisplay } from '../displays.ts';
import type { CallOptions } from '../options.ts';

/** A model as the command line or a study file names it. */
export interface ModelChoice {
  readonly model: string;
  readonly baseUrl?: string;
  readonly price?: TokenPrice;
}

const defaults = { concurrency: 64, timeoutSeconds: 120, attempts: 6 };

export function modelChoices(names: readonly string[], options: CallOptions): readonly ModelChoice[] {
  const prices = new Map(
    (options.price ?? []).map(parsePriceOverride).map(({ model, price }) => [model, price]),
  );
  return names.map((model) => {
    const price = prices.get(model);
    return {
      model,
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      ...(price === undefined ? {} : { price }),
    };
  });
}

export function priceOf(choice: ModelChoice): TokenPrice | null {
  return choice.price ?? findPrice(choice.model);
}

export function engineLimits(options: CallOptions): EngineLimits {
  return {
    concurrency: options.concurrency ?? defaults.concurrency,
    callTimeoutMs: (options.timeout ?? defaults.timeoutSeconds) * 1000,
    maxAttempts: options.attempts ?? defaults.attempts,
    ...(options.budgetUsd === undefined ? {} : { budgetUsd: options.budgetUsd }),
    ...(options.budgetTokens === undefined ? {} : { budgetTokens: options.budgetTokens }),
  };
}

/**
 * Opens and closes the models that calls are sent to, so that a missing key is told before anything is
 * planned, prepared or sent.
 * @throws UsageError
 */
export function requireModels(context: CommandContext, choices: readonly ModelChoice[]): Promise<void> {
  const { environment } = context;
  const remote = choices.filter((choice) => describeModel(choice.model, { ...choice, environment }).remote);
  return withModels(context, remote, defaults, async () => {});
}

/** Opens all models, uses them, and closes them whatever happens. */
export async function withModels<T>(
  context: CommandContext,
  choices: readonly ModelChoice[],
  limits: Pick<EngineLimits, 'concurrency'>,
  work: (models: readonly Model[]) => Promise<T>,
): Promise<T> {
  const models: Model[] = [];
  try {
    for (const { model, baseUrl } of choices) {
      models.push(
        await openModel(model, {
          environment: context.environment,
          connections: limits.concurrency,
          // The engine bounds each attempt; a timer a request would be one too many.
          callTimeoutMs: 0,
          ...(baseUrl === undefined ? {} : { baseUrl }),
        }),
      );
    }
    return await work(models);
  } finally {
    await Promise.all(models.map((model) => model.close()));
  }
}

export interface EngineStep {
  readonly modelRuns: readonly ModelRun<PlannedCall>[];
  readonly limits: EngineLimits;
  /** How many calls each model run will ask about, for the estimate of the time left. */
  readonly planned: readonly number[];
  /** Labels so far by model run, shown beside the progress. */
  readonly labels: (modelRun: number) => Readonly<Record<string, number>>;
  /** Told of the run when it has begun; gives what is to be done when it has ended. */
  readonly follow?: (run: EngineRun) => Promise<() => Promise<void>>;
}

const quietMs = 30_000;

/** Runs the calls while showing where they stand. Ctrl-C once stops gently, twice at once. */
export async function runEngine(context: CommandContext, step: EngineStep): Promise<EngineResult> {
  const display = new ProgressDisplay(context.stderr, step);
  const isNews = newsFilter();
  const run = runCalls(step.modelRuns, step.limits, (notice) => {
    if (isNews(notice)) display.note(describeNotice(notice));
  });
  const stopListening = stopOnSignals(context, run, display);
  display.start(run);
  const ended = step.follow?.(run);
  try {
    return await run.done;
  } finally {
    await (await ended)?.();
    display.end();
    stopListening();
  }
}

function stopOnSignals(context: CommandContext, run: EngineRun, display: ProgressDisplay): () => void {
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    context.interrupted = true;
    run.stop(signals === 1 ? 'gently' : 'at-once');
    if (signals === 1) display.note('Stopping: waiting for what is in flight. Once more to stop at once.');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

/** A server that pushes back often would fill the screen: each endpoint's limit is told once in a while. */
function newsFilter(): (notice: EngineNotice) => boolean {
  const toldAt = new Map<string, number>();
  return (notice) => {
    if (notice.kind !== 'concurrency') return true;
    const now = performance.now();
    if (now - (toldAt.get(notice.endpoint) ?? Number.NEGATIVE_INFINITY) < quietMs) return false;
    toldAt.set(notice.endpoint, now);
    return true;
  };
}

function describeNotice(notice: EngineNotice): string {
  switch (notice.kind) {
    case 'setting-not-accepted':
      return `${notice.model} does not accept "${notice.setting}"; it is left out, and that is recorded.`;
    case 'retrying':
      return `${notice.model}: ${notice.message.replace(/\.$/, '')}; trying again in ${(notice.waitMs / 1000).toFixed(1)} s.`;
    case 'model-run-stopped':
      return `${notice.model} stopped: ${notice.message}`;
    case 'concurrency':
      return `${notice.endpoint}: at most ${notice.limit} calls at once now (${notice.because}).`;
    default:
      return notice satisfies never;
  }
}
