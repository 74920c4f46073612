import type { ModelError } from '../errors/errors.ts';
import type { EngineTuning } from './engine.ts';

/** A wait that the server asks for and that is longer than this does not count as an attempt. */
const longestAttemptMs = 5000;
/** While a model is loaded, it is asked again this often. */
const loadingEveryMs = 3000;
/** A pause that is over sooner is not shown with the progress. */
const shownMs = 60_000;

type Bounds = Pick<EngineTuning, 'longWaitMs' | 'loadingMs'> & { readonly maxWaitMs: number };

/** What becomes of a wait: when the model may be asked again, or why it is not waited for. */
export type Wait =
  | { readonly kind: 'until'; readonly at: number; readonly isLong: boolean }
  | { readonly kind: 'too-long'; readonly because: string };

/** The waits that the server asks of one model: how long all of it may last without an answer between. */
export class ServerWaits {
  readonly #bounds: Bounds;
  #waitingSince: number | null = null;
  #loadingSince: number | null = null;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** The model is not asked before. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** The same in milliseconds since 1970; null where that is so soon that nobody needs to know. */
  shownUntil(now: number): number | null {
    const leftMs = this.#pausedUntil - now;
    return leftMs > shownMs ? Date.now() + leftMs : null;
  }

  answered(): void {
    this.#waitingSince = null;
    this.#loadingSince = null;
  }

  /** Whether a call that failed in this way has used up one of its attempts. */
  countsAsAttempt({ reason, retryAfterMs }: ModelError): boolean {
    return reason !== 'loading' && (retryAfterMs ?? 0) <= longestAttemptMs;
  }

  /** The wait that a failure asks for; null where it asks for none. */
  askedBy(error: ModelError, now: number): Wait | null {
    if (!error.canRetry) return null;
    if (error.reason === 'loading') return this.#loading(error, now);
    return error.retryAfterMs === null ? null : this.until(now + error.retryAfterMs, now, error.message);
  }

  /** The wait until some time, for the reason that the server gives. */
  until(at: number, now: number, reason: string): Wait {
    this.#waitingSince ??= now;
    const { maxWaitMs } = this.#bounds;
    if (at - this.#waitingSince <= maxWaitMs) return this.#paused(at, now);
    const because = `The server asks to wait until ${clockTime(at - now)}, longer than --max-wait allows (${minutes(maxWaitMs)}). It says: ${reason}`;
    return { kind: 'too-long', because };
  }

  #loading({ message, retryAfterMs }: ModelError, now: number): Wait {
    this.#loadingSince ??= now;
    const { loadingMs } = this.#bounds;
    if (now - this.#loadingSince >= loadingMs)
      return {
        kind: 'too-long',
        because: `The server was still loading the model after ${minutes(loadingMs)}. It says: ${message}`,
      };
    const waitMs = Math.min(retryAfterMs ?? loadingEveryMs, loadingEveryMs);
    return this.#paused(now + waitMs, now);
  }

  #paused(at: number, now: number): Wait {
    this.#pausedUntil = Math.max(this.#pausedUntil, at);
    return { kind: 'until', at, isLong: at - now > this.#bounds.longWaitMs };
  }
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count === 1 ? '1 minute' : `${count} minutes`;
}

/** The time of day in so many milliseconds, with the date where it is not today: `18:05`, `2026-03-01 18:05`. */
export function clockTime(inMs: number): string {
  const then = new Date(Date.now() + inMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === new Date().toDateString()) return time;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}
