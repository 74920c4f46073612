import { AdaptiveLimit } from './adaptive-limit.ts';

/** Calls in flight that a run begins with: a second one waits at the server while the first is worked on. */
const startLimit = 2;
const fewestAnswers = 4;
/** Growing goes on while it brings at least this factor of answers a second. */
const worthwhileGain = 1.2;
/** By how much the limit grows, at first and once a call has timed out. */
const boldGrowth = 2;
const carefulGrowth = 1.25;
/** Windows that pass before more calls are tried again, after they brought nothing and after a cut. */
const restAfterTrial = 20;
const restAfterCut = 4;
/** A call that takes a larger share of its time-out than this is a warning. */
const nearTimeOut = 0.5;
/** Calls take as long as before where their time has changed by less than this factor. */
const alike = 1.3;

/**
 * How many calls may be in flight at a server of the user's own, which may work on one at a time and lets the others
 * wait. Starts at two and doubles for as long as that brings more answers a second; goes back where it does not, and
 * tries again now and then. Reduced before the calls take as long as their time-out, unless they take so long by
 * themselves; halved when one does, or when the server says that it has too much to do. All times in milliseconds on one
 * clock.
 */
export class OwnServerLimit extends AdaptiveLimit {
  readonly #nearMs: number;
  /** How many it was before the last growth, and the answers a second then. */
  #before: { readonly limit: number; readonly rate: number } | null = null;
  #rest = 0;
  #windowStart = Number.NaN;
  #answers = 0;
  #counted = 0;
  #longestMs = 0;
  /** A call that came near its time-out, and how many there were at once. */
  #slow: { readonly load: number; readonly ms: number } | null = null;
  /** With fewer or more calls at once they took as long: they take so long by themselves. */
  #isSlowByItself = false;
  #growth = boldGrowth;

  constructor(ceiling: number, callTimeoutMs: number, notify: (limit: number, because: string) => void) {
    super(ceiling, startLimit, notify);
    this.#nearMs = callTimeoutMs * nearTimeOut;
  }

  answered(latencyMs: number, now: number): void {
    if (Number.isNaN(this.#windowStart)) this.#windowStart = now - latencyMs;
    this.#answers += 1;
    if (this.isOutdated(now - latencyMs)) return;
    this.#counted += 1;
    this.#longestMs = Math.max(this.#longestMs, latencyMs);
    if (latencyMs > this.#nearMs && this.#heed(latencyMs, now)) return;
    if (this.#counted >= Math.max(fewestAnswers, 2 * this.limit)) this.#closeWindow(now);
  }

  overloaded(because: string, sentAt: number, now: number): void {
    if (this.isOutdated(sentAt)) return;
    this.#isSlowByItself = false;
    this.#growth = carefulGrowth;
    this.#rest = restAfterTrial;
    this.cut(0.5, because, now);
  }

  /** A call took so long that more of them would run into their time-out. Whether there are fewer of them now. */
  #heed(ms: number, now: number): boolean {
    // The very first call goes alone, and says nothing of two.
    const load = this.wasFull ? this.limit : 1;
    if (this.#slow !== null && load !== this.#slow.load) {
      const [fewer, more] = load < this.#slow.load ? [ms, this.#slow.ms] : [this.#slow.ms, ms];
      if (more < alike * fewer) this.#isSlowByItself = true;
    }
    this.#slow = { load, ms };
    if (this.#isSlowByItself || this.limit === 1) return false;
    const factor = Math.max(0.5, this.#nearMs / ms);
    this.#rest = load === 1 ? 0 : restAfterCut;
    this.cut(factor, `a call took ${Math.round(ms / 1000)} s, near its time-out`, now);
    return true;
  }

  #closeWindow(now: number): void {
    const rate = this.#answers / Math.max(now - this.#windowStart, 1);
    const { limit: lower, rate: lowerRate } = this.#before ?? { limit: this.limit, rate: 0 };
    const wasFull = this.wasFull;
    const longestMs = this.#longestMs;
    this.#startWindow(now);
    if (rate < lowerRate * Math.min(worthwhileGain, 1 + (this.#growth - 1) / 2)) {
      this.#rest = restAfterTrial;
      this.change(lower, now);
      return;
    }
    this.#before = null;
    this.#rest -= 1;
    const more = Math.min(this.ceiling, Math.ceil(this.limit * this.#growth));
    // A second call is tried even so: only that shows whether the first has to be over before.
    const isSafe =
      this.#isSlowByItself || this.limit === 1 || longestMs * (more / this.limit) <= this.#nearMs;
    if (!wasFull || !isSafe || this.#rest > 0 || more === this.limit) return;
    const before = { limit: this.limit, rate };
    this.change(more, now);
    this.#before = before;
  }

  protected override restart(now: number): void {
    this.#before = null;
    this.#startWindow(now);
  }

  #startWindow(now: number): void {
    this.#windowStart = now;
    this.#answers = 0;
    this.#counted = 0;
    this.#longestMs = 0;
    this.wasFull = false;
  }
}
