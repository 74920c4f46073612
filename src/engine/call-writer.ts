import type { CallCache, Failed, FinishedCall, PlannedCall } from '../core/model.ts';

export interface CallWriterSettings<Call extends PlannedCall> {
  readonly cache: CallCache<Call>;
  readonly commitSize: number;
  readonly commitAfterMs: number;
  readonly committed: (batch: readonly FinishedCall<Call>[], notStored: readonly Failed<Call>[]) => void;
  readonly broke: (error: unknown) => void;
}

/**
 * Stores what came, in batches, one commit at a time: as soon as `commitSize` wait, at the latest
 * `commitAfterMs` after the first of them, and when the endpoint needs their places. After a commit that failed,
 * nothing more is stored.
 */
export class CallWriter<Call extends PlannedCall> {
  readonly #settings: CallWriterSettings<Call>;
  #waiting: FinishedCall<Call>[] = [];
  #underWay = 0;
  #committing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #overdue = false;
  #draining = false;
  #broken = false;

  constructor(settings: CallWriterSettings<Call>) {
    this.#settings = settings;
  }

  /** What came and is not stored yet: lost, if the process were killed now. */
  get unstored(): number {
    return this.#waiting.length + this.#underWay;
  }

  /** True when storing is so late that sending has to wait. */
  get isBehind(): boolean {
    return this.unstored >= 4 * this.#settings.commitSize;
  }

  /** Stores what waits without waiting for more. */
  storeNow(): void {
    if (this.#waiting.length === 0) return;
    this.#overdue = true;
    this.#start();
  }

  add(finished: FinishedCall<Call>): void {
    if (this.#broken) return;
    this.#waiting.push(finished);
    if (this.#waiting.length >= this.#settings.commitSize) this.#start();
    else this.#timer ??= setTimeout(this.#onTimer, this.#settings.commitAfterMs);
  }

  /** Stores all that waits and resolves when it is stored, or lost to an error that was reported. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#waiting.length > 0) this.#start();
    await this.#committing;
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#overdue = true;
    this.#start();
  };

  #start(): void {
    this.#committing ??= this.#commitWaiting();
  }

  #isDue(): boolean {
    const { length } = this.#waiting;
    return length >= this.#settings.commitSize || (length > 0 && (this.#overdue || this.#draining));
  }

  async #commitWaiting(): Promise<void> {
    // Committing keeps this thread busy: what can be sent now is sent first, so that the server works meanwhile.
    if (!this.#overdue) await new Promise(setImmediate);
    do {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#underWay = batch.length;
      this.#overdue = false;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      await this.#commit(batch);
      // Lets timers and sockets have their turn between two commits.
      if (this.#isDue()) await new Promise(setImmediate);
    } while (this.#isDue());
    this.#committing = null;
  }

  async #commit(batch: readonly FinishedCall<Call>[]): Promise<void> {
    const { cache } = this.#settings;
    try {
      await cache.commit(batch);
    } catch (error) {
      this.#broken = true;
      this.#waiting = [];
      this.#underWay = 0;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#settings.broke(error);
      return;
    }
    // Before `committed` is called, so that the places are free by then.
    this.#underWay = 0;
    this.#settings.committed(batch, cache.notStored?.() ?? []);
  }
}
