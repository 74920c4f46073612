import { describe, expect, it } from 'vitest';
import { boundsOf, clustersWith, fisherScale, identityScale, influenceSpread } from './influence-interval.ts';

describe('influenceSpread', () => {
  // Mean 4, deviations -3, -2, 0, 5, squares 38: SE = √(4/3 · 38). κ = 4 · 722 / 38² = 2, so 2 · 4/1 - 1 = 7, at most 3.
  it('gives the standard error of a sum over clusters', () => {
    const spread = influenceSpread([Float64Array.of(1, 2, 4, 9)]);
    expect(spread?.standardError).toBeCloseTo(Math.sqrt((4 / 3) * 38), 12);
    expect(spread?.degreesOfFreedom).toBe(3);
  });

  // The second stratum: mean 4/3, squares 14/3: SE² = 4/3 · 38 + 3/2 · 14/3.
  it('centres each stratum', () => {
    const spread = influenceSpread([
      Float64Array.of(1, 2, 4, 9),
      new Float64Array(),
      Float64Array.of(0, 1, 3),
    ]);
    expect(spread?.standardError).toBeCloseTo(Math.sqrt((4 / 3) * 38 + 7), 12);
    expect(spread?.degreesOfFreedom).toBe(5);
  });

  // scipy: kurtosis 8.0324 of ten clusters, one of which makes up nearly all: 20/7.0324 - 1.
  it('has few degrees of freedom where few clusters make up the spread', () => {
    const spread = influenceSpread([Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1, 2, 30)]);
    expect(spread?.degreesOfFreedom).toBeCloseTo(1.8439822481897599, 9);
    const one = influenceSpread([Float64Array.from({ length: 100 }, (_, g) => (g === 0 ? 1 : 0))]);
    expect(one?.degreesOfFreedom).toBeCloseTo(1.04, 1);
  });

  it('is undefined with fewer than two clusters in a stratum', () => {
    expect(influenceSpread([])).toBeNull();
    expect(influenceSpread([Float64Array.of(1)])).toBeNull();
    expect(influenceSpread([Float64Array.of(1, 2), Float64Array.of(1)])).toBeNull();
  });

  it('takes all degrees of freedom with equally large influences', () => {
    const values = Float64Array.from({ length: 40 }, (_, g) => (g % 2 === 0 ? 0.1 : -0.1));
    expect(influenceSpread([values])?.degreesOfFreedom).toBe(39);
  });
});

describe('boundsOf', () => {
  // t(5) = 2.570582.
  it('goes to the scale and back', () => {
    const spread = { standardError: 0.1, degreesOfFreedom: 5 };
    expect(boundsOf(0.5, spread, identityScale, 0.95).high).toBeCloseTo(0.5 + 0.2570581835636197, 10);
    const { low, high } = boundsOf(0.5, spread, fisherScale, 0.95);
    expect(low).toBeCloseTo(Math.tanh(Math.atanh(0.5) - 0.2570581835636197 / 0.75), 10);
    expect(high).toBeLessThan(1);
  });
});

describe('clustersWith', () => {
  it('counts over strata', () => {
    expect(clustersWith([[0, 2, 0.5], [0], [1]])).toBe(3);
  });
});
