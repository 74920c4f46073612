import { describe, expect, it } from 'vitest';
import { criticalT } from './critical-t.ts';

describe('criticalT', () => {
  // scipy.stats.t.isf
  it.each([
    [0.025, 24, 2.0638985616280205],
    [0.025, 24, 2.0638985616280205],
    [0.05, 5, 2.015048373333024],
    [0.025, 6.838198131207948, 2.3760138426196695],
    [0.1, 1.5, 2.196398417565537],
  ])('with the upper tail %d and %d degrees of freedom is %d', (tail, degreesOfFreedom, expected) => {
    expect(criticalT(tail, degreesOfFreedom)).toBeCloseTo(expected, 8);
  });
});
