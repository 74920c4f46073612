import type { Model, PlannedCall } from '../core/model.ts';
import { UsageError } from '../errors/errors.ts';
import { Budget } from './budget.ts';
import { newBusyMeter } from './busy-meter.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { Endpoint, type EndpointLimit } from './endpoint.ts';
import {
  defaultTuning,
  type EngineLimits,
  type EngineNotice,
  type EngineResult,
  type EngineRun,
  type EngineTuning,
  type ModelRun,
} from './engine.ts';
import { ModelRunner } from './model-runner.ts';
import { OwnServerLimit } from './own-server-limit.ts';

/**
 * Runs the calls of all model runs to their end. The models stay open: who made them closes them.
 *
 * `done` rejects where the run itself cannot go on: planning or storing failed, or a model threw something
 * that is not an `HvsbError`. What had arrived by then is stored as far as it can be.
 *
 * @throws UsageError for a budget in dollars with a remote model without a price; nothing is sent then.
 *
 * @example
 * const run = runCalls([{ model, calls, cache, price: null }], limits, (notice) => console.log(notice.kind));
 * process.once('SIGINT', () => run.stop('gently'));
 * const { partial, spent } = await run.done;
 */
export function runCalls<Call extends PlannedCall>(
  modelRuns: readonly ModelRun<Call>[],
  limits: EngineLimits,
  onNotice: (notice: EngineNotice) => void,
  tuning: Partial<EngineTuning> = {},
): EngineRun {
  requirePrices(modelRuns, limits);
  return new Run(modelRuns, limits, onNotice, { ...defaultTuning, ...tuning });
}

/** @throws UsageError where a budget in dollars cannot hold, because the price of a model is not known */
export function requirePrices<Call extends PlannedCall>(
  modelRuns: readonly ModelRun<Call>[],
  { budgetUsd }: Pick<EngineLimits, 'budgetUsd'>,
): void {
  if (budgetUsd !== undefined) for (const modelRun of modelRuns) requirePrice(modelRun);
}

function requirePrice({ model, price }: Pick<ModelRun<PlannedCall>, 'model' | 'price'>): void {
  if (!model.remote || price !== null) return;
  throw new UsageError(`A budget in dollars needs the price of ${model.id}, which is not known.`, {
    advice: 'Give its price with --price, or bound the run with --budget-tokens.',
  });
}

/** What bounds the calls in flight at the endpoint of this model. */
function limitFor(
  { remote, ownServer }: Model,
  { concurrency, gentleStart, callTimeoutMs }: EngineLimits,
  notify: (limit: number, because: string) => void,
): EndpointLimit {
  if (!remote) return concurrency;
  if (gentleStart === true && ownServer === true)
    return new OwnServerLimit(concurrency, callTimeoutMs, notify);
  return new ConcurrencyLimit(concurrency, notify, newBusyMeter());
}

class Run<Call extends PlannedCall> implements EngineRun {
  readonly done: Promise<EngineResult>;
  readonly #modelRuns: ModelRunner<Call>[] = [];
  readonly #endpoints = new Map<string, Endpoint<Call>>();
  readonly #budget: Budget;
  readonly #sweeper: NodeJS.Timeout;
  readonly #stopFollowing: (() => void) | undefined;
  #crash: { readonly error: unknown } | null = null;

  constructor(
    modelRuns: readonly ModelRun<Call>[],
    limits: EngineLimits,
    onNotice: (notice: EngineNotice) => void,
    tuning: EngineTuning,
  ) {
    const { budgetTokens, budgetUsd, alreadySpent, allowance, peers } = limits;
    this.#budget = new Budget(budgetTokens, budgetUsd, alreadySpent, allowance);
    this.#stopFollowing = peers?.follow((endpoint, waitMs) => this.#endpoints.get(endpoint)?.slow(waitMs));
    for (const modelRun of modelRuns) this.#add(modelRun, limits, onNotice, tuning);
    const everyMs = Math.min(250, Math.max(5, limits.callTimeoutMs / 20));
    this.#sweeper = setInterval(() => this.#sweep(), everyMs);
    this.done = this.#run(tuning);
  }

  progress(): EngineResult['modelRuns'] {
    return this.#modelRuns.map((modelRun) => modelRun.progress());
  }

  stop(how: 'gently' | 'at-once'): void {
    for (const modelRun of this.#modelRuns)
      modelRun.end('interrupted', 'Stopped before all calls were sent.');
    if (how === 'at-once') for (const endpoint of this.#endpoints.values()) endpoint.abort();
  }

  #add(
    modelRun: ModelRun<Call>,
    limits: EngineLimits,
    onNotice: (notice: EngineNotice) => void,
    tuning: EngineTuning,
  ): void {
    const { endpoint: name, remote } = modelRun.model;
    let endpoint = this.#endpoints.get(name);
    if (endpoint === undefined) {
      const notify = (limit: number, because: string) =>
        onNotice({ kind: 'concurrency', endpoint: name, limit, because });
      endpoint = new Endpoint({
        limit: limitFor(modelRun.model, limits, notify),
        // A model in this process answers as fast as the machine lets it: asking again would only make it slower.
        callTimeoutMs: remote ? limits.callTimeoutMs : Number.POSITIVE_INFINITY,
        longWaitMs: tuning.longWaitMs,
        now: tuning.now,
        slowed: (waitMs) => limits.peers?.slowed(name, waitMs),
      });
      this.#endpoints.set(name, endpoint);
    }
    const own = endpoint;
    const runner = new ModelRunner(modelRun, {
      limits,
      tuning,
      budget: this.#budget,
      onNotice,
      wake: () => own.wake(),
      crash: (error, how) => this.#fail(error, how),
    });
    own.add(runner);
    this.#modelRuns.push(runner);
  }

  async #run({ now }: EngineTuning): Promise<EngineResult> {
    const startedAt = now();
    await Promise.all(this.#modelRuns.map((modelRun) => modelRun.run()));
    clearInterval(this.#sweeper);
    this.#stopFollowing?.();
    for (const endpoint of this.#endpoints.values()) endpoint.close();
    if (this.#crash !== null) throw this.#crash.error;
    const modelRuns = this.progress();
    const partial = modelRuns.some((modelRun) => modelRun.stopped !== null || modelRun.failed > 0);
    return { modelRuns, seconds: (now() - startedAt) / 1000, spent: this.#budget.spent, partial };
  }

  #fail(error: unknown, how: 'gently' | 'at-once'): void {
    this.#crash ??= { error };
    this.stop(how);
  }

  #sweep(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.sweep();
  }
}
