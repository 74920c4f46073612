import { once } from 'node:events';
import type { RatingState } from '../../../core/view/explanation-view.ts';
import type { LiveState } from '../../../core/view/view-api.ts';
import type { StudyService } from '../study-service.ts';

/** Shortest time between two states. */
const everyMs = 1000;
/** How long a run that ended, or was lost, is still reported. */
const endedForMs = 60_000;
/** Runs that are looked at: one writes at a time, so the current run is among the newest. */
const newestRuns = 10;

/** What changes while a page is open; looked up once a second for all pages together. */
export class LiveFeed {
  readonly #service: StudyService;
  readonly #rating: () => Promise<RatingState>;
  #state: Promise<LiveState> | null = null;
  #madeAt = Number.NEGATIVE_INFINITY;

  constructor(service: StudyService, rating: () => Promise<RatingState>) {
    this.#service = service;
    this.#rating = rating;
  }

  async now(): Promise<LiveState> {
    const now = Date.now();
    if (this.#state === null || now - this.#madeAt >= everyMs) {
      const state = this.#make(now);
      this.#state = state;
      this.#madeAt = now;
      // What failed is tried again at the next request.
      state.catch(() => {
        if (this.#state === state) this.#state = null;
      });
    }
    return this.#state;
  }

  /** States as they change, each as JSON and none twice in a row, until the signal is aborted. */
  async *changes(signal: AbortSignal): AsyncGenerator<string> {
    let before = '';
    while (!signal.aborted) {
      const state = JSON.stringify(await this.now());
      if (state !== before) yield state;
      before = state;
      await this.#next(signal);
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    const pause = AbortSignal.any([signal, AbortSignal.timeout(everyMs)]);
    await once(pause, 'abort');
  }

  async #make(now: number): Promise<LiveState> {
    const { store, watch, runs: records } = this.#service;
    const runs = (await store.runs({ limit: newestRuns })).map((run) => records.of(run, now));
    const rating = await this.#rating();
    const { revision, metrics, isMeasuring } = watch;
    return {
      revision,
      metrics: {
        revision: metrics?.revision ?? null,
        state: metrics?.state ?? null,
        measuring: isMeasuring,
      },
      runs: runs.filter(
        ({ state, endedAt, updatedAt }) => state === 'running' || now - (endedAt ?? updatedAt) < endedForMs,
      ),
      rating,
    };
  }
}
