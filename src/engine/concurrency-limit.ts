import { AdaptiveLimit } from './adaptive-limit.ts';

/** Calls in flight that a run begins with, where the ceiling allows; more than the default ceiling, so only who asks for many at once gets them. */
const startLimit = 128;
const fewestSamples = 16;
const mostSamples = 256;
/** Once the fast start is over, a window is at least this long, so that one pause of this process does not fill it. */
const windowMs = 100;
/** Latency has risen when its median is more than twice the usual and more than this above twice the usual. */
const latencyFactor = 2;
const latencySlackMs = 50;
/**
 * Above this share of time spent computing in this process, its own work decides how long a call seems to take,
 * and nothing is known about the server.
 */
const mostBusy = 0.9;
/** Doubling continues while it brings at least this factor of answers a second. */
const worthwhileGain = 1.25;

/**
 * How many calls may be in flight at one endpoint. Starts at min(ceiling, 128) and doubles with each window of
 * answers for as long as that brings more answers a second; then grows by ceiling / 32 a window; is
 * halved when the server says that it has too much to do, and cut by up to a half when the
 * median latency of two windows in a row is more than twice the usual. Where cutting does not bring latency
 * down, the higher latency becomes the usual one; while this process itself is too busy, none of it counts. All times in milliseconds on one clock.
 */
export class ConcurrencyLimit extends AdaptiveLimit {
  readonly #busyShare: () => number;
  #doubling: boolean;
  #usualMs = Number.NaN;
  readonly #samples = new Float64Array(mostSamples);
  #seen = 0;
  #windowStart = Number.NaN;
  #rate = 0;
  #windowsWithoutGain = 0;
  #slowWindows = 0;
  #latencyBeforeCut = Number.NaN;
  #vainCuts = 0;

  /** @param busyShare share of the time since it was last asked that this process was computing, 0 to 1 */
  constructor(ceiling: number, notify: (limit: number, because: string) => void, busyShare: () => number) {
    super(ceiling, startLimit, notify);
    this.#busyShare = busyShare;
    this.#doubling = this.limit < ceiling;
  }

  answered(latencyMs: number, now: number): void {
    if (this.isOutdated(now - latencyMs)) return;
    if (Number.isNaN(this.#windowStart)) this.#windowStart = now - latencyMs;
    this.#samples[this.#seen % mostSamples] = latencyMs;
    this.#seen += 1;
    if (this.#seen < Math.max(this.limit, fewestSamples)) return;
    if (!this.#doubling && now - this.#windowStart < windowMs) return;
    this.#closeWindow(now);
  }

  overloaded(because: string, sentAt: number, now: number): void {
    this.#doubling = false;
    if (this.isOutdated(sentAt)) return;
    this.cut(0.5, because, now);
  }

  #closeWindow(now: number): void {
    const medianMs = this.#median();
    if (Number.isNaN(this.#usualMs)) this.#usualMs = medianMs;
    const boundMs = latencyFactor * this.#usualMs + latencySlackMs;
    const seen = this.#seen;
    const lastedMs = now - this.#windowStart;
    this.#seen = 0;
    this.#windowStart = now;
    const isBusy = this.#busyShare() > mostBusy;
    if (!isBusy) this.#weighCut(medianMs);
    if (!isBusy && medianMs > boundMs) this.#slow(medianMs, boundMs, now);
    else this.#healthy(medianMs, seen / Math.max(lastedMs, 0.001), isBusy, now);
    this.wasFull = false;
  }

  #slow(medianMs: number, boundMs: number, now: number): void {
    this.#slowWindows += 1;
    if (this.#slowWindows < 2) return;
    this.#slowWindows = 0;
    this.#doubling = false;
    if (this.#vainCuts < 2) {
      const rise = `latency rose from ${Math.round(this.#usualMs)} to ${Math.round(medianMs)} ms`;
      this.cut(Math.min(0.75, Math.max(0.5, boundMs / medianMs)), rise, now);
      this.#latencyBeforeCut = medianMs;
      return;
    }
    // Fewer calls did not make it faster, so the calls are not the cause.
    this.#usualMs = medianMs;
    this.#vainCuts = 0;
  }

  /** Looks at the first window after a cut for latency: has it helped? */
  #weighCut(medianMs: number): void {
    if (Number.isNaN(this.#latencyBeforeCut)) return;
    this.#vainCuts = medianMs > 0.9 * this.#latencyBeforeCut ? this.#vainCuts + 1 : 0;
    this.#latencyBeforeCut = Number.NaN;
  }

  #healthy(medianMs: number, rate: number, isBusy: boolean, now: number): void {
    this.#slowWindows = 0;
    // Only ever falls here: a queue that this run builds up bit by bit must not pass for the usual.
    if (medianMs < this.#usualMs) this.#usualMs += (medianMs - this.#usualMs) * 0.2;
    if (!this.wasFull) return;
    if (this.#doubling) this.#double(rate, isBusy, now);
    else this.limit = Math.min(this.ceiling, this.limit + Math.ceil(this.ceiling / 32));
  }

  #double(rate: number, isBusy: boolean, now: number): void {
    if (rate >= worthwhileGain * this.#rate) {
      this.#rate = rate;
      this.#windowsWithoutGain = 0;
      this.limit = Math.min(this.ceiling, this.limit * 2);
      this.#doubling = this.limit < this.ceiling;
      return;
    }
    if (isBusy) return;
    this.#windowsWithoutGain += 1;
    if (this.#windowsWithoutGain < 2) return;
    this.#doubling = false;
    this.cut(0.5, 'more calls at once brought no more answers a second', now);
  }

  protected override restart(): void {
    this.#seen = 0;
    this.#windowStart = Number.NaN;
  }

  #median(): number {
    const count = Math.min(this.#seen, mostSamples);
    const sorted = this.#samples.slice(0, count).sort();
    return sorted[count >>> 1] ?? 0;
  }
}
