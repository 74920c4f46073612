import type { CallCache, FinishedCall, PlannedCall } from '../core/model.ts';
import type { ModelRun } from '../engine/engine.ts';
import type { NumberRange } from '../store/contract/scenarios.ts';
import type { SharedStage } from './rounds.ts';
import type { Lease, SharedWork } from './shared-work.ts';

export interface RangeRunSettings<Call extends PlannedCall> {
  readonly work: SharedWork;
  readonly stage: SharedStage;
  readonly modelRun: ModelRun<Call>;
  callsIn(range: NumberRange): AsyncIterable<readonly Call[]>;
  /** Most ranges at once. */
  readonly mostRanges: number;
  /** Whether nothing more is sent: the run was stopped, or its model refuses. */
  isEnding(): boolean;
}

interface OpenRange {
  readonly lease: Lease;
  /** Calls that are not stored. */
  left: number;
  isPlanned: boolean;
}

const shortestWaitMs = 100;
const longestWaitMs = 2000;

/**
 * The calls of a model run, range by range as this worker gets them. A range is completed when all of its calls are stored,
 * answered or failed; the run ends when no worker has a range left.
 */
export class RangeRun<Call extends PlannedCall> {
  readonly modelRun: ModelRun<Call>;
  readonly #settings: RangeRunSettings<Call>;
  readonly #open = new Set<OpenRange>();
  readonly #rangeOf = new Map<Call, OpenRange>();
  readonly #completing = new Set<Promise<void>>();
  #wake: () => void = () => undefined;

  constructor(settings: RangeRunSettings<Call>) {
    this.#settings = settings;
    const { modelRun } = settings;
    this.modelRun = { ...modelRun, calls: this.#calls(), cache: this.#counting(modelRun.cache) };
  }

  /** Gives back what is not done. */
  async end(reason: string): Promise<void> {
    await Promise.all(this.#completing);
    const leases = [...this.#open].map(({ lease }) => lease);
    this.#open.clear();
    this.#rangeOf.clear();
    if (leases.length > 0) await this.#settings.work.release(leases, reason);
  }

  async *#calls(): AsyncGenerator<readonly Call[]> {
    for (;;) {
      const range = await this.#next();
      if (range === null) return;
      for await (const calls of this.#settings.callsIn(range.lease.range)) {
        range.left += calls.length;
        for (const call of calls) this.#rangeOf.set(call, range);
        yield calls;
      }
      range.isPlanned = true;
      this.#check(range);
    }
  }

  /** The next range, waited for as long as others may drop one; null where none is left, or nothing more is sent. */
  async #next(): Promise<OpenRange | null> {
    const { work, stage, mostRanges, isEnding } = this.#settings;
    for (let waitMs = shortestWaitMs; !isEnding(); waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      if (this.#open.size < mostRanges) {
        const queue = await work.enter(stage);
        const lease = await work.take(queue);
        if (lease !== null) {
          const range = { lease, left: 0, isPlanned: false };
          this.#open.add(range);
          return range;
        }
        if ((await work.left(queue)) === 0) return null;
      }
      await this.#wait(waitMs);
    }
    return null;
  }

  /** Until a range of this worker is done, but no longer than so. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #counting(cache: CallCache<Call>): CallCache<Call> {
    return {
      pending: async (calls) => {
        const open = await cache.pending(calls);
        const sent = new Set(open);
        this.#stored(calls.filter((call) => !sent.has(call)));
        return open;
      },
      commit: async (batch: readonly FinishedCall<Call>[]) => {
        await cache.commit(batch);
        await this.#settings.work.stored(batch.length);
        this.#stored(batch.map(({ call }) => call));
      },
      ...(cache.accepts === undefined ? {} : { accepts: cache.accepts.bind(cache) }),
      ...(cache.notStored === undefined ? {} : { notStored: cache.notStored.bind(cache) }),
    };
  }

  #stored(calls: readonly Call[]): void {
    for (const call of calls) {
      const range = this.#rangeOf.get(call);
      if (range === undefined) continue;
      this.#rangeOf.delete(call);
      range.left -= 1;
      this.#check(range);
    }
  }

  #check(range: OpenRange): void {
    if (range.left > 0 || !range.isPlanned || !this.#open.delete(range)) return;
    const done = this.#settings.work.complete(range.lease).catch(() => undefined);
    this.#completing.add(done);
    void done.then(() => {
      this.#completing.delete(done);
      this.#wake();
    });
  }
}
