import { describe, expect, it } from 'vitest';
import { OwnServerLimit } from './own-server-limit.ts';

interface Simulation {
  readonly calls: number;
  /** So many calls are worked on at a time; the others wait in order. */
  readonly slots: number;
  /** Work on a call that begins at this time. */
  readonly workMs: (at: number) => number;
  readonly timeoutMs?: number;
  readonly ceiling?: number;
}

/** A server that works on some calls at a time and lets the others wait until they are given up, on a clock of its own. */
function simulate({ calls, slots, workMs, timeoutMs = 120_000, ceiling = 64 }: Simulation) {
  const changes: { limit: number; because: string }[] = [];
  const limit = new OwnServerLimit(ceiling, timeoutMs, (to, because) => changes.push({ limit: to, because }));
  const inFlight: { sentAt: number; beganAt: number; endsAt: number }[] = [];
  const limits: number[] = [];
  let now = 0;
  let answers = 0;
  let timeouts = 0;
  while (answers < calls && timeouts < calls) {
    // The engine's first call goes alone.
    while (inFlight.length < (answers + timeouts === 0 ? 1 : limit.now)) {
      inFlight.push({ sentAt: now, beganAt: Number.NaN, endsAt: now + timeoutMs });
    }
    let free = slots - inFlight.filter(({ beganAt }) => beganAt <= now).length;
    for (const call of inFlight.toSorted((one, other) => one.sentAt - other.sentAt)) {
      if (free === 0) break;
      if (call.beganAt <= now) continue;
      free -= 1;
      call.beganAt = now;
      call.endsAt = Math.min(call.endsAt, now + workMs(now));
    }
    if (inFlight.length >= limit.now) limit.reached();
    inFlight.sort((one, other) => other.endsAt - one.endsAt);
    const next = inFlight.pop();
    if (next === undefined) break;
    now = next.endsAt;
    if (now - next.sentAt >= timeoutMs) {
      timeouts += 1;
      limit.overloaded('time-out', next.sentAt, now);
    } else {
      answers += 1;
      limit.answered(now - next.sentAt, now);
    }
    limits.push(limit.now);
  }
  return { changes, limits, answers, timeouts, seconds: now / 1000, last: limit.now };
}

describe('the limit for an own server', () => {
  it('starts with two calls', () => {
    expect(new OwnServerLimit(64, 120_000, () => {}).now).toBe(2);
    expect(new OwnServerLimit(1, 120_000, () => {}).now).toBe(1);
  });

  it.each([0.2, 2, 10, 20, 29, 50])(
    'has a server that works on one call at a time, %d s each, answer all of them without a time-out',
    (seconds) => {
      const {
        timeouts,
        answers,
        limits,
        seconds: lasted,
      } = simulate({
        calls: 381,
        slots: 1,
        workMs: () => seconds * 1000,
      });
      expect([timeouts, answers]).toEqual([0, 381]);
      expect(Math.max(...limits)).toBeLessThanOrEqual(4);
      // The server always had something to do.
      expect(lasted).toBeCloseTo(381 * seconds, 5);
    },
  );

  it('tries a second call seldom where two take longer than their time-out', () => {
    const { timeouts, answers } = simulate({ calls: 381, slots: 1, workMs: () => 100_000 });
    expect(answers).toBe(381);
    expect(timeouts).toBeLessThanOrEqual(10);
  });

  it.each([4, 16, 64])('grows to what a server of %i places can work on, and not far beyond', (slots) => {
    const { limits, seconds, timeouts } = simulate({ calls: 4000, slots, workMs: () => 2000 });
    expect(timeouts).toBe(0);
    expect(Math.max(...limits)).toBeGreaterThanOrEqual(slots);
    expect(Math.max(...limits)).toBeLessThanOrEqual(Math.min(64, 2 * slots));
    // Nine tenths of what is possible, the start included.
    expect(seconds).toBeLessThan(((4000 / slots) * 2) / 0.9 + 20);
  });

  it('is reduced before a server that becomes slower runs into time-outs', () => {
    const { timeouts, changes, answers } = simulate({
      calls: 500,
      slots: 1,
      workMs: (at) => (at < 200_000 ? 2000 : Math.min(2000 + (at - 200_000) / 20, 55_000)),
    });
    expect([timeouts, answers]).toEqual([0, 500]);
    expect(changes[0]?.because).toMatch(/^a call took \d+ s, near its time-out$/);
  });

  it('is halved after a time-out, once for all that were sent together', () => {
    const limit = new OwnServerLimit(64, 120_000, () => {});
    for (let now = 100; limit.now < 16; now += 100 / limit.now) {
      limit.reached();
      limit.answered(100, now);
    }
    const sentAt = 1e6;
    for (let call = 0; call < 16; call += 1) limit.overloaded('time-out', sentAt, sentAt + 120_000 + call);
    expect(limit.now).toBe(8);
  });

  it('does not go down to one call for calls that take long by themselves', () => {
    const { limits, timeouts, seconds } = simulate({ calls: 2000, slots: 32, workMs: () => 70_000 });
    expect(Math.max(...limits)).toBeGreaterThanOrEqual(32);
    // Above all once, with twice as many calls as the server has places for.
    expect(timeouts).toBeLessThanOrEqual(100);
    expect(seconds).toBeLessThan((2000 / 16) * 70 * 1.5);
  });

  it('tries more again later, and notices that the server has become faster', () => {
    const slow = simulate({ calls: 100, slots: 8, workMs: () => 1000, ceiling: 8 });
    expect(slow.last).toBe(8);
    const limit = new OwnServerLimit(64, 120_000, () => {});
    // One call at a time until now; then as many as are sent.
    let now = 0;
    const answer = (latencyMs: number, everyMs: number) => {
      limit.reached();
      now += everyMs;
      limit.answered(latencyMs, now);
    };
    for (let call = 0; call < 60; call += 1) answer(1000 * limit.now, 1000);
    expect(limit.now).toBeLessThanOrEqual(4);
    for (let call = 0; call < 2000; call += 1) answer(1000, 1000 / limit.now);
    expect(limit.now).toBe(64);
  });

  it('does not grow while it is not used', () => {
    const limit = new OwnServerLimit(64, 120_000, () => {});
    for (let now = 0; now < 100_000; now += 100) limit.answered(50, now);
    expect(limit.now).toBe(2);
  });
});
