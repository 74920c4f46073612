import type { BatchJournal } from '../core/batch.ts';
import { countOf } from '../core/plural.ts';
import { leavingToBatches } from '../engine/batches/leave-to-batches.ts';
import { type BatchPass, runBatches } from '../engine/batches/run-batches.ts';
import { Budget } from '../engine/budget.ts';
import type {
  EngineLimits,
  EngineNotice,
  EngineResult,
  EngineRun,
  ModelRun,
  ModelRunProgress,
  Spending,
} from '../engine/engine.ts';
import { costUsd } from '../engine/price.ts';
import { requirePrices, runCalls } from '../engine/run-calls.ts';
import { HvsbError } from '../errors/errors.ts';
import type { StageCall } from '../stages/plan-calls.ts';
import { addressOf, type ModelChoice, type StudyRuntime } from './runtime.ts';

const firstWaitMs = 2000;

interface Calls {
  readonly runs: readonly ModelRun<StageCall>[];
  /** One for each run. */
  readonly choices: readonly ModelChoice[];
  readonly journal: BatchJournal;
  readonly limits: EngineLimits;
  readonly onNotice: (notice: EngineNotice) => void;
}

/**
 * As `runCalls`; models that are asked in batches are asked first, and the budget is shared. Single calls leave out what a batch
 * of an earlier run has.
 */
export async function startCalls(runtime: StudyRuntime, calls: Calls): Promise<EngineRun> {
  const { runs, choices, limits, onNotice, journal } = calls;
  const stored = await journal.batches();
  const isBatched = choices.map(({ batch }) => batch === true);
  const mayWait = runs.map(({ model }) =>
    stored.some((batch) => batch.model === model.id && batch.endpoint === model.endpoint),
  );
  if (![...isBatched, ...mayWait].includes(true)) return runCalls(runs, limits, onNotice);
  // Before the first batch is sent, not after.
  requirePrices(runs, limits);
  return new MixedRun(runtime, calls, isBatched, mayWait);
}

class MixedRun implements EngineRun {
  readonly done: Promise<EngineResult>;
  readonly #runtime: StudyRuntime;
  readonly #calls: Calls;
  readonly #isBatched: readonly boolean[];
  readonly #stopped = new AbortController();
  readonly #batched = new Map<number, ModelRunProgress>();
  /** How many single calls wait in a batch of an earlier run, by the place of the model. */
  readonly #left = new Map<number, number>();
  #live: EngineRun | null = null;

  constructor(
    runtime: StudyRuntime,
    calls: Calls,
    isBatched: readonly boolean[],
    mayWait: readonly boolean[],
  ) {
    this.#runtime = runtime;
    this.#calls = calls;
    this.#isBatched = isBatched;
    this.done = this.#run(mayWait);
  }

  progress(): readonly ModelRunProgress[] {
    const live = [...(this.#live?.progress() ?? [])];
    return this.#calls.runs.map(({ model }, at) => {
      if (this.#isBatched[at] === true) return this.#batched.get(at) ?? progressOf(model.id, null, null);
      const own = live.shift() ?? progressOf(model.id, null, null);
      const left = this.#left.get(at) ?? 0;
      return left === 0 ? own : withoutBatched(own, left);
    });
  }

  stop(how: 'gently' | 'at-once'): void {
    this.#stopped.abort(new Error('stopped'));
    this.#live?.stop(how);
  }

  async #run(mayWait: readonly boolean[]): Promise<EngineResult> {
    const startedAt = performance.now();
    const { runs, limits, onNotice } = this.#calls;
    let spent = limits.alreadySpent ?? { tokens: 0, usd: 0 };
    for (const [at, run] of runs.entries()) {
      if (this.#isBatched[at] === true) spent = await this.#ask(at, run, spent);
    }
    const live = runs.flatMap((run, at) => {
      if (this.#isBatched[at] === true) return [];
      return [mayWait[at] === true ? this.#leavingToBatches(run, at) : run];
    });
    this.#live = runCalls(live, { ...limits, alreadySpent: spent }, onNotice);
    if (this.#stopped.signal.aborted) this.#live.stop('gently');
    const result = await this.#live.done;
    const modelRuns = this.progress();
    const partial = result.partial || modelRuns.some(({ stopped, failed }) => stopped !== null || failed > 0);
    return { modelRuns, seconds: (performance.now() - startedAt) / 1000, spent: result.spent, partial };
  }

  #leavingToBatches(run: ModelRun<StageCall>, at: number): ModelRun<StageCall> {
    const count = (more: number) => void this.#left.set(at, (this.#left.get(at) ?? 0) + more);
    return { ...run, cache: leavingToBatches(run.cache, this.#calls.journal, count) };
  }

  /** Returns what is spent by then, what was sent counted at its most. */
  async #ask(at: number, run: ModelRun<StageCall>, spent: Spending): Promise<Spending> {
    const { limits, journal, choices, onNotice } = this.#calls;
    const { id } = run.model;
    const budget = new Budget(limits.budgetTokens, limits.budgetUsd, spent, limits.allowance);
    // With an HTTP client of its own, which other runs do not load.
    const { openBatches } = await import('../models/batch/open-batches.ts');
    const service = openBatches(id, addressOf(this.#runtime, choices[at] ?? { model: id }));
    try {
      const signal = this.#stopped.signal;
      const pass = await runBatches(run, { journal, service, signal, budget, firstWaitMs });
      for (const message of pass.notes) onNotice({ kind: 'remark', model: id, message });
      this.#batched.set(at, progressOf(id, pass, run.price));
      return { tokens: spent.tokens + pass.reserved.tokens, usd: spent.usd + pass.reserved.usd };
    } catch (error) {
      if (!(error instanceof HvsbError)) throw error;
      const stopped = { reason: 'error', message: describe(error) } as const;
      this.#batched.set(at, { ...progressOf(id, null, null), stopped });
      return spent;
    } finally {
      await service.close();
    }
  }
}

function withoutBatched(progress: ModelRunProgress, left: number): ModelRunProgress {
  const calls = `${countOf(left, 'call waits', 'calls wait')} in batches of an earlier run, and will not be sent again.`;
  return {
    ...progress,
    stored: Math.max(0, progress.stored - left),
    stopped: progress.stopped ?? {
      reason: 'batch',
      message: `${calls} Run with --batch to collect the answers.`,
    },
  };
}

function progressOf(
  model: string,
  pass: BatchPass | null,
  price: ModelRun<StageCall>['price'],
): ModelRunProgress {
  const {
    planned = 0,
    pending = 0,
    answered = 0,
    failed = 0,
    inputTokens = 0,
    outputTokens = 0,
  } = pass ?? {};
  return {
    model,
    ...{ planned, answered, failed, inputTokens, outputTokens },
    stored: planned - pending,
    ...{ retries: 0, inFlight: 0, unmetered: pass?.unmetered ?? 0, latencyMs: null },
    costUsd: costUsd({ inputTokens, outputTokens }, price),
    pausedUntil: null,
    takesNoSystemRole: false,
    stopped: pass === null ? null : stopOf(pass),
  };
}

function stopOf({ waiting, unsent, end }: BatchPass): ModelRunProgress['stopped'] {
  if (end instanceof HvsbError) return { reason: 'error', message: describe(end) };
  if (waiting === 0 && end === null) return null;
  const sentences = [
    ...(waiting === 0
      ? []
      : [
          `${countOf(waiting, 'call waits', 'calls wait')} for a batch.`,
          'You may close this; run the same command later to collect the answers ("hvsb batch list" says how they stand).',
        ]),
    ...(end === null
      ? []
      : [
          `${ends[end]}${unsent === 0 ? '' : ` ${countOf(unsent, 'call is', 'calls are')} left for a later run.`}`,
        ]),
  ];
  const reason = end === 'budget' || end === 'interrupted' ? end : 'batch';
  return { reason: waiting > 0 ? 'batch' : reason, message: sentences.join(' ') };
}

const ends = {
  budget: 'The budget does not allow another call.',
  queue: 'The queue of the provider has no room for more now.',
  interrupted: 'It was stopped before all was sent.',
} as const;

function describe(error: HvsbError): string {
  return [error.message, error.advice].filter((text) => text !== undefined).join(' ');
}
