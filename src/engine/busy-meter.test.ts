import { afterEach, describe, expect, it, vi } from 'vitest';
import { newBusyMeter } from './busy-meter.ts';

afterEach(() => vi.restoreAllMocks());

describe('newBusyMeter', () => {
  it('gives the share of the time in which the thread computed, each time since the last call', () => {
    // Milliseconds since the thread started, as Node counts them.
    const counted = [
      { idle: 100, active: 50 },
      { idle: 110, active: 140 },
      { idle: 310, active: 140 },
    ].map((each) => ({ ...each, utilization: each.active / (each.idle + each.active) }));
    const difference = performance.eventLoopUtilization.bind(performance);
    vi.spyOn(performance, 'eventLoopUtilization').mockImplementation((now, last) => {
      if (now !== undefined) return difference(now, last);
      const next = counted.shift();
      if (next === undefined) throw new Error('asked too often');
      return next;
    });
    const busyShare = newBusyMeter();
    expect(busyShare()).toBeCloseTo(0.9, 12);
    expect(busyShare()).toBe(0);
  });
});
