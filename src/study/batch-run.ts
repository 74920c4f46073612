import type { BatchJournal } from '../core/batch.ts';
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
import { runCalls } from '../engine/run-calls.ts';
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

/** As `runCalls`; models that are asked in batches are asked first, and the budget is shared. */
export function startCalls(runtime: StudyRuntime, calls: Calls): EngineRun {
  const { runs, choices, limits, onNotice } = calls;
  if (choices.every(({ batch }) => batch !== true)) return runCalls(runs, limits, onNotice);
  return new MixedRun(runtime, calls);
}

class MixedRun implements EngineRun {
  readonly done: Promise<EngineResult>;
  readonly #runtime: StudyRuntime;
  readonly #calls: Calls;
  readonly #stopped = new AbortController();
  readonly #batched = new Map<number, ModelRunProgress>();
  #live: EngineRun | null = null;

  constructor(runtime: StudyRuntime, calls: Calls) {
    this.#runtime = runtime;
    this.#calls = calls;
    this.done = this.#run();
  }

  progress(): readonly ModelRunProgress[] {
    const live = [...(this.#live?.progress() ?? [])];
    return this.#calls.runs.map(({ model }, at) => {
      const own = this.#isBatched(at) ? this.#batched.get(at) : live.shift();
      return own ?? progressOf(model.id, null, null);
    });
  }

  stop(how: 'gently' | 'at-once'): void {
    this.#stopped.abort(new Error('stopped'));
    this.#live?.stop(how);
  }

  #isBatched(at: number): boolean {
    return this.#calls.choices[at]?.batch === true;
  }

  async #run(): Promise<EngineResult> {
    const startedAt = performance.now();
    const { runs, limits, onNotice } = this.#calls;
    let spent = limits.alreadySpent ?? { tokens: 0, usd: 0 };
    for (const [at, run] of runs.entries()) {
      if (this.#isBatched(at)) spent = await this.#ask(at, run, spent);
    }
    const live = runs.filter((_, at) => !this.#isBatched(at));
    this.#live = runCalls(live, { ...limits, alreadySpent: spent }, onNotice);
    if (this.#stopped.signal.aborted) this.#live.stop('gently');
    const result = await this.#live.done;
    const modelRuns = this.progress();
    const partial = result.partial || modelRuns.some(({ stopped, failed }) => stopped !== null || failed > 0);
    return { modelRuns, seconds: (performance.now() - startedAt) / 1000, spent: result.spent, partial };
  }

  /** Returns what is spent by then, what was sent counted at its most. */
  async #ask(at: number, run: ModelRun<StageCall>, spent: Spending): Promise<Spending> {
    const { limits, journal, choices, onNotice } = this.#calls;
    const { id } = run.model;
    const budget = new Budget(limits.budgetTokens, limits.budgetUsd, spent);
    // With an HTTP client of its own, which other runs do not load.
    const { openBatches } = await import('../models/batch/open-batches.ts');
    const service = openBatches(id, addressOf(this.#runtime, choices[at] ?? { model: id }));
    try {
      const signal = this.#stopped.signal;
      const pass = await runBatches(run, { journal, service, signal, budget, firstWaitMs });
      for (const message of pass.notes) onNotice({ kind: 'retrying', model: id, message, waitMs: 0 });
      this.#batched.set(at, progressOf(id, pass, run.price));
      return { tokens: spent.tokens + pass.reserved.tokens, usd: spent.usd + pass.reserved.usd };
    } catch (error) {
      if (!(error instanceof HvsbError)) throw error;
      const stopped = { reason: 'error', message: error.message } as const;
      this.#batched.set(at, { ...progressOf(id, null, null), stopped });
      onNotice({ kind: 'model-run-stopped', model: id, message: error.describe() });
      return spent;
    } finally {
      await service.close();
    }
  }
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

function stopOf({ waiting, isSpent }: BatchPass): ModelRunProgress['stopped'] {
  if (waiting > 0) {
    const calls = waiting === 1 ? 'One call waits' : `${waiting} calls wait`;
    return {
      reason: 'batch',
      message: `${calls} for a batch. You may close this; run the same command later to collect the answers ("hvsb batch" says how they stand).`,
    };
  }
  return isSpent ? { reason: 'budget', message: 'The budget does not allow another call.' } : null;
}
