import type { Stage } from '../core/condition.ts';
import type { EngineRun, ModelRunProgress } from '../engine/engine.ts';
import type { RunNote, RunStore, StoredRunPart } from '../store/contract/runs.ts';

/** How often a run notes its progress: seldom enough to cost nothing, often enough to be watched. */
const noteEveryMs = 1000;

/** One model's part of a stage, before its first call. */
export interface PlannedPart {
  readonly stage: Stage;
  readonly model: string;
  readonly endpoint: string;
  /** Calls that it is about. */
  readonly planned: number;
  /** What came out so far, by label. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Ends the recording of a stage and notes where it ended. */
export type EndPart = () => Promise<void>;

/**
 * A run's own record in the store: begun with its first stage, noted again every second, and closed at its end. A run
 * that is killed leaves its last note.
 */
export class RunRecorder {
  readonly #store: RunStore;
  readonly #name: { readonly command: string; readonly version: string };
  readonly #ended: StoredRunPart[] = [];
  #number: number | null = null;

  constructor(store: RunStore, name: { readonly command: string; readonly version: string }) {
    this.#store = store;
    this.#name = name;
  }

  /**
   * Follows a stage whose model runs are these parts, in the same order.
   * @returns what is to be called when the engine has ended, however it did.
   */
  async follow(parts: readonly PlannedPart[], run: EngineRun): Promise<EndPart> {
    const startedAt = Date.now();
    await this.#begin(startedAt);
    const current = (endedAt: number | null) =>
      run.progress().map((modelRun, position) => storedPart(parts[position], modelRun, startedAt, endedAt));
    await this.#note('running', current(null));
    const timer = setInterval(() => {
      void this.#note('running', current(null));
    }, noteEveryMs);
    timer.unref();
    return async () => {
      clearInterval(timer);
      this.#ended.push(...current(Date.now()));
      await this.#note('running', []);
    };
  }

  /**
   * The run has ended; nothing is written where it made no calls.
   * @param stopped whether something was left out, beyond what its parts say.
   */
  async close(stopped: boolean): Promise<void> {
    const isPartial = stopped || this.#ended.some((part) => part.stopped !== null || part.failed > 0);
    await this.#note(isPartial ? 'partial' : 'complete', []);
  }

  /** The run has ended with an error. */
  async fail(message: string): Promise<void> {
    await this.#note('failed', [], message);
  }

  async #begin(startedAt: number): Promise<void> {
    if (this.#number !== null) return;
    this.#number = await this.#store.beginRun({ ...this.#name, startedAt }).catch(() => null);
  }

  async #note(
    state: RunNote['state'],
    current: readonly StoredRunPart[],
    error: string | null = null,
  ): Promise<void> {
    if (this.#number === null) return;
    const now = Date.now();
    const endedAt = state === 'running' ? null : now;
    const parts = [...this.#ended, ...current];
    await this.#store.noteRun(this.#number, { state, updatedAt: now, endedAt, error, parts }).catch(ignored);
  }
}

/** What prevents writing the run's record also prevents writing answers, and that error is reported. */
function ignored(): void {}

function storedPart(
  part: PlannedPart | undefined,
  modelRun: ModelRunProgress,
  startedAt: number,
  endedAt: number | null,
): StoredRunPart {
  if (part === undefined) throw new Error('A model run has no part in the run record.');
  const { stored, answered, failed, retries, inFlight, inputTokens, outputTokens, stopped } = modelRun;
  return {
    stage: part.stage,
    model: part.model,
    endpoint: part.endpoint,
    startedAt,
    endedAt,
    planned: Math.max(part.planned, modelRun.planned),
    stored,
    answered,
    failed,
    retries,
    inFlight,
    inputTokens,
    outputTokens,
    costUsd: wholeCostUsd(modelRun),
    outcomes: { ...part.outcomes },
    stopped,
  };
}

/** Null where answers were not metered: the record cannot say how many, so it gives no sum without them. */
function wholeCostUsd({ unmetered, costUsd }: ModelRunProgress): number | null {
  return unmetered > 0 && costUsd !== 0 ? null : costUsd;
}
