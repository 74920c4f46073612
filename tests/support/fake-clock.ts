import { afterEach, beforeEach, vi } from 'vitest';

/** Turns of the event loop that pass in each millisecond of the fake clock. */
const turnsPerMs = 4;

/**
 * Lets each test of a suite run on a clock that moves a millisecond every few turns of the event loop. Times are exact
 * then, however busy the machine is, and waiting costs next to nothing. Timers of `node:timers/promises` stay real:
 * use {@link sleep}.
 */
export function onFakeClock(): void {
  let ticking = new AbortController();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    // All of `performance` cannot be replaced: the engine reads from it how busy the thread is.
    vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    ticking = new AbortController();
    void tick(ticking.signal);
  });
  afterEach(() => {
    ticking.abort();
    vi.mocked(performance.now).mockRestore();
    vi.useRealTimers();
  });
}

async function tick(end: AbortSignal): Promise<void> {
  for (let turn = 1; !end.aborted; turn += 1) {
    await new Promise(setImmediate);
    if (!end.aborted && turn % turnsPerMs === 0) vi.advanceTimersByTime(1);
  }
}

/** Resolves to a value after some time of the fake clock, or of the real one where none is in use. */
export function sleep<Value>(ms: number, value?: Value): Promise<Value> {
  // As `setTimeout` of node:timers/promises: without a value the promise is of nothing.
  return new Promise((resolve) => setTimeout(() => resolve(value as Value), ms));
}
