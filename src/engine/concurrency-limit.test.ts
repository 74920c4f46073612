import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from './concurrency-limit.ts';

interface Simulation {
  readonly ceiling: number;
  readonly lastsMs: number;
  /** Latency of a call that makes so many in flight, sent at this time; negative: turned down with a 429 after 5 ms. */
  readonly latencyMs: (inFlight: number, at: number) => number;
  /** Share of the time that the process itself is computing; default 0. */
  readonly busyShare?: number;
}

const ignore = () => {};
const idle = () => 0;

/** Runs a server on a clock of its own that always has the next call at hand. */
function simulate({ ceiling, lastsMs, latencyMs, busyShare = 0 }: Simulation) {
  const changes: { limit: number; because: string }[] = [];
  const limit = new ConcurrencyLimit(
    ceiling,
    (to, because) => changes.push({ limit: to, because }),
    () => busyShare,
  );
  const inFlight: { sentAt: number; endsAt: number; refused: boolean }[] = [];
  const limits: number[] = [];
  let now = 0;
  let answers = 0;
  while (now < lastsMs) {
    while (inFlight.length < limit.now) {
      const latency = latencyMs(inFlight.length + 1, now);
      inFlight.push({ sentAt: now, endsAt: now + (latency < 0 ? 5 : latency), refused: latency < 0 });
    }
    limit.reached();
    inFlight.sort((one, other) => other.endsAt - one.endsAt);
    const next = inFlight.pop();
    if (next === undefined) break;
    now = next.endsAt;
    if (next.refused) limit.overloaded('429', next.sentAt, now);
    else limit.answered(now - next.sentAt, now);
    if (!next.refused) answers += 1;
    limits.push(limit.now);
  }
  return { changes, limits, answers, last: limit.now };
}

describe('ConcurrencyLimit', () => {
  it('starts at the ceiling where that is low', () => {
    expect(new ConcurrencyLimit(8, ignore, idle).now).toBe(8);
  });

  it('reaches 256 within two answers’ time on a server that bears it, and stays there', () => {
    const { limits, changes, answers } = simulate({ ceiling: 256, lastsMs: 4000, latencyMs: () => 50 });
    expect(changes).toEqual([]);
    expect(limits.at(-1)).toBe(256);
    // 128 in the first of eighty windows, then 256 in each: 0.994 of what is possible.
    expect(answers).toBeGreaterThan(0.98 * (4000 / 50) * 256);
  });

  it('does not throttle a server whose latencies vary tenfold without a cause', () => {
    let turn = 0;
    const latencyMs = () => {
      turn += 1;
      return 200 + ((turn * 7919) % 1800);
    };
    const { limits, changes } = simulate({ ceiling: 256, lastsMs: 60_000, latencyMs });
    expect(changes).toEqual([]);
    expect(limits.at(-1)).toBe(256);
  });

  it('stops doubling where more calls at once bring no more answers', () => {
    const { last, changes } = simulate({
      ceiling: 1024,
      lastsMs: 60_000,
      latencyMs: (inFlight) => 100 * Math.max(1, inFlight / 64),
    });
    expect(last).toBeLessThan(300);
    expect(changes.length).toBeGreaterThan(0);
  });

  it('cuts when latency rises with load, and grows again when the load goes', () => {
    // The server slows down tenfold between 5 and 15 s, in proportion to what it has to do.
    const { limits, changes, last } = simulate({
      ceiling: 128,
      lastsMs: 40_000,
      latencyMs: (inFlight, at) => (at > 5000 && at < 15_000 ? 100 * Math.max(1, inFlight / 12) : 100),
    });
    expect(changes[0]?.because).toMatch(/^latency rose from 100 to \d+ ms$/);
    expect(Math.min(...limits)).toBeLessThan(50);
    expect(last).toBe(128);
  });

  it('takes a latency that cutting does not bring down for the usual one', () => {
    const { changes, last } = simulate({
      ceiling: 64,
      lastsMs: 120_000,
      latencyMs: (_, at) => (at < 5000 ? 100 : 600),
    });
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.length).toBeLessThanOrEqual(3);
    expect(last).toBe(64);
  });

  it('does not blame the server for a latency that comes from this process being busy', () => {
    const { changes, last } = simulate({
      ceiling: 64,
      lastsMs: 20_000,
      latencyMs: (_, at) => (at < 5000 ? 100 : 600),
      busyShare: 0.97,
    });
    expect(changes).toEqual([]);
    expect(last).toBe(64);
  });

  it('halves once for all the refusals of one moment, and ends near what the server bears', () => {
    const { changes, limits } = simulate({
      ceiling: 256,
      lastsMs: 20_000,
      latencyMs: (inFlight) => (inFlight > 40 ? -1 : 50),
    });
    expect(changes[0]).toEqual({ limit: 64, because: '429' });
    const later = limits.slice(limits.length / 2);
    expect(Math.max(...later)).toBeLessThanOrEqual(48);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(16);
  });

  it('never goes below one call nor above the ceiling', () => {
    const { limits } = simulate({ ceiling: 100, lastsMs: 5000, latencyMs: (_, at) => (at < 2500 ? -1 : 20) });
    expect(Math.min(...limits)).toBe(1);
    expect(Math.max(...limits)).toBeLessThanOrEqual(100);
  });

  it('does not grow while it is not used', () => {
    const limit = new ConcurrencyLimit(256, ignore, idle);
    for (let now = 0; now < 10_000; now += 10) limit.answered(50, now);
    expect(limit.now).toBe(128);
  });
});
