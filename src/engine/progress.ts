import type { Completion } from '../core/model.ts';
import type { HvsbError } from '../errors/errors.ts';
import { costUsd } from './budget.ts';
import type { EngineNotice, ModelRunProgress, TokenPrice } from './engine.ts';
import { clockTime } from './server-waits.ts';

/** What a model run has done so far, counted. */
export class CallTally {
  planned = 0;
  stored = 0;
  answered = 0;
  failed = 0;
  retries = 0;
  inFlight = 0;
  takesNoSystemRole = false;
  stopped: ModelRunProgress['stopped'] = null;
  #inputTokens = 0;
  #outputTokens = 0;
  #unmetered = 0;
  #latencyMs: number | null = null;
  readonly #model: string;
  readonly #price: TokenPrice | null;

  constructor(model: string, price: TokenPrice | null) {
    this.#model = model;
    this.#price = price;
  }

  countAnswer({ inputTokens, outputTokens }: Completion, latencyMs: number): void {
    this.answered += 1;
    this.#inputTokens += inputTokens ?? 0;
    this.#outputTokens += outputTokens ?? 0;
    if (inputTokens === null || outputTokens === null) this.#unmetered += 1;
    this.#latencyMs =
      this.#latencyMs === null ? latencyMs : this.#latencyMs + (latencyMs - this.#latencyMs) / 32;
  }

  progress(): Omit<ModelRunProgress, 'pausedUntil'> {
    return {
      model: this.#model,
      planned: this.planned,
      stored: this.stored,
      answered: this.answered,
      failed: this.failed,
      retries: this.retries,
      inFlight: this.inFlight,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      unmetered: this.#unmetered,
      costUsd: this.#costUsd(),
      latencyMs: this.#latencyMs,
      takesNoSystemRole: this.takesNoSystemRole,
      stopped: this.stopped,
    };
  }

  #costUsd(): number | null {
    // A price of zero needs no usage.
    if (this.#price?.inputPerMillion === 0 && this.#price.outputPerMillion === 0) return 0;
    if (this.answered > 0 && this.#unmetered === this.answered) return null;
    return costUsd(this.#inputTokens, this.#outputTokens, this.#price);
  }
}

const retryNoticeEveryMs = 1000;

/** The notices of one model run, each sent once or seldom. */
export class CallNotices {
  readonly #model: string;
  readonly #notify: (notice: EngineNotice) => void;
  readonly #unaccepted = new Set<string>();
  #lastRetryAt = Number.NEGATIVE_INFINITY;
  #lastAdvice: string | undefined;
  #pausedUntil = 0;

  constructor(model: string, notify: (notice: EngineNotice) => void) {
    this.#model = model;
    this.#notify = notify;
  }

  /** Reported once per setting. */
  notAccepted(setting: string): void {
    if (this.#unaccepted.has(setting)) return;
    this.#unaccepted.add(setting);
    this.#notify({ kind: 'setting-not-accepted', model: this.#model, setting });
  }

  /**
   * Reported at most once a second: when a server is down, all calls in flight fail together. What the user can do is
   * said again only where it is something else.
   */
  retrying({ message, advice }: HvsbError, waitMs: number, now: number): void {
    if (now - this.#lastRetryAt < retryNoticeEveryMs) return;
    this.#lastRetryAt = now;
    const isNews = advice !== undefined && advice !== this.#lastAdvice;
    if (isNews) this.#lastAdvice = advice;
    this.#notify({ kind: 'retrying', model: this.#model, message, waitMs, ...(isNews ? { advice } : {}) });
  }

  /** Reported where the wait is longer than what was reported before, by more than a minute. */
  paused(message: string, waitMs: number): void {
    const until = Date.now() + waitMs;
    if (until < this.#pausedUntil + 60_000) return;
    this.#pausedUntil = until;
    this.#notify({ kind: 'paused', model: this.#model, until: clockTime(waitMs), message });
  }

  stopped(message: string): void {
    this.#notify({ kind: 'model-run-stopped', model: this.#model, message });
  }
}
