/** How long somebody may read without touching anything, and is still taken to be there. */
const idleMs = 60_000;

/** Where the time comes from: the browser's clock, and whether the page is hidden. */
export interface ClockSource {
  /** In milliseconds. */
  readonly now: () => number;
  readonly isHidden: () => boolean;
}

const ofBrowser: ClockSource = { now: () => performance.now(), isHidden: () => document.hidden };

/**
 * Counts the time for which an item is worked on: it stops while the page is hidden, and a minute after the last key,
 * touch, scroll or move of the mouse.
 */
export class ItemClock {
  readonly #source: ClockSource;
  #ms: number;
  /** Since when it runs; null while the page is hidden. */
  #since: number | null;
  #lastActive: number;

  /** @param seconds spent on the item before. */
  constructor(seconds: number, source: ClockSource = ofBrowser) {
    this.#source = source;
    this.#ms = seconds * 1000;
    this.#lastActive = source.now();
    this.#since = source.isHidden() ? null : this.#lastActive;
  }

  /** To be called when the page is hidden or shown, and whenever somebody does something. */
  noteActivity(): void {
    const now = this.#source.now();
    this.#ms = this.#total(now);
    this.#since = this.#source.isHidden() ? null : now;
    this.#lastActive = now;
  }

  /** In tenths. */
  get seconds(): number {
    return Math.round(this.#total(this.#source.now()) / 100) / 10;
  }

  #total(now: number): number {
    if (this.#since === null) return this.#ms;
    return this.#ms + Math.max(0, Math.min(now, this.#lastActive + idleMs) - this.#since);
  }
}

const activities = [
  'visibilitychange',
  'keydown',
  'pointerdown',
  'pointermove',
  'wheel',
  'touchmove',
] as const;

/** Calls back whenever somebody does something, until the function that it gives is called. */
export function watchActivity(onActivity: () => void): () => void {
  const listen = { passive: true, capture: true };
  for (const name of activities) document.addEventListener(name, onActivity, listen);
  document.addEventListener('scroll', onActivity, listen);
  return () => {
    for (const name of activities) document.removeEventListener(name, onActivity, listen);
    document.removeEventListener('scroll', onActivity, listen);
  };
}
