import type { Completion } from '../core/model.ts';
import type { HvsbError } from '../errors/errors.ts';
import type { EngineNotice, ModelRunProgress, TokenPrice } from './engine.ts';
import { costUsd } from './price.ts';
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
  #spentUsd = 0;
  #unmetered = 0;
  #latencyMs: number | null = null;
  readonly #model: string;
  readonly #price: TokenPrice | null;

  constructor(model: string, price: TokenPrice | null) {
    this.#model = model;
    this.#price = price;
  }

  countAnswer(completion: Completion, latencyMs: number, price: TokenPrice | null): void {
    const { inputTokens, outputTokens } = completion;
    this.answered += 1;
    this.countUsage(completion, price);
    if (inputTokens === null || outputTokens === null) this.#unmetered += 1;
    this.#latencyMs =
      this.#latencyMs === null ? latencyMs : this.#latencyMs + (latencyMs - this.#latencyMs) / 32;
  }

  /**
   * Of an answer that is not taken, too: it was paid for.
   * @param price that of the moment
   */
  countUsage(
    { inputTokens, outputTokens, cachedInputTokens = 0 }: Completion,
    price: TokenPrice | null,
  ): void {
    const used = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0, cachedInputTokens };
    this.#inputTokens += used.inputTokens;
    this.#outputTokens += used.outputTokens;
    this.#spentUsd += costUsd(used, price) ?? 0;
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
    return this.#price === null ? null : this.#spentUsd;
  }
}

const retryNoticeEveryMs = 1000;
const mostRemarks = 20;

/** The notices of one model run, each sent once or seldom. */
export class CallNotices {
  readonly #model: string;
  readonly #notify: (notice: EngineNotice) => void;
  readonly #unaccepted = new Set<string>();
  readonly #remarks = new Set<string>();
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

  /** Each reported once. */
  remarked(remark: string): void {
    if (this.#remarks.has(remark) || this.#remarks.size >= mostRemarks) return;
    this.#remarks.add(remark);
    this.#notify({ kind: 'remark', model: this.#model, message: remark });
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

  /** Reported once for each end of peak hours. */
  waitsForOffPeak(until: number): void {
    const time = new Date(until).toISOString().slice(11, 16);
    this.remarked(`It waits until ${time} UTC, when its price falls (--off-peak).`);
  }

  stopped(message: string): void {
    this.#notify({ kind: 'model-run-stopped', model: this.#model, message });
  }
}
