/**
 * How many calls may be in flight at one endpoint, where answers decide it: the parts that do not depend on how. All times in
 * milliseconds on one clock.
 */
export abstract class AdaptiveLimit {
  /** The most that it will ever be. */
  readonly ceiling: number;
  readonly #notify: (limit: number, because: string) => void;
  protected limit: number;
  /** The limit was reached in this window. */
  protected wasFull = false;
  /** When the limit was last changed for what a window said, or cut. */
  #changedAt = Number.NEGATIVE_INFINITY;

  /** @param notify called with each cut that makes a difference */
  constructor(ceiling: number, startLimit: number, notify: (limit: number, because: string) => void) {
    this.ceiling = ceiling;
    this.limit = Math.min(ceiling, startLimit);
    this.#notify = notify;
  }

  get now(): number {
    return this.limit;
  }

  /** The limit was reached: only then does growing make sense. */
  reached(): void {
    this.wasFull = true;
  }

  abstract answered(latencyMs: number, now: number): void;

  /** The server has too much to do: a 429, an overload, a time-out of a call that was sent at `sentAt`. */
  abstract overloaded(because: string, sentAt: number, now: number): void;

  /** Forgets the answers that were counted, of which a change of the limit makes nothing comparable. */
  protected abstract restart(now: number): void;

  /** What was sent before the last change says nothing about the limit since. */
  protected isOutdated(sentAt: number): boolean {
    return sentAt < this.#changedAt;
  }

  protected change(limit: number, now: number): void {
    this.limit = limit;
    this.#changedAt = now;
    this.restart(now);
  }

  protected cut(factor: number, because: string, now: number): void {
    const limit = Math.max(1, Math.floor(this.limit * factor));
    const isLess = limit < this.limit;
    this.change(limit, now);
    if (isLess) this.#notify(limit, because);
  }
}
