import { describe, expect, it } from 'vitest';
import { pairedDifference } from './difference.ts';
import { changeSpread, detectableChange, errorAt, rateEquivalence, rateSpread } from './rate-change.ts';

/** `clusters` of `size` pairs, of which the first ones changed as given. */
function made(clusters: number, size: number, up: readonly number[], down: readonly number[] = []) {
  const filled = (values: readonly number[]) => Array.from({ length: clusters }, (_, g) => values[g] ?? 0);
  const [sizes, ups, downs] = [new Array(clusters).fill(size), filled(up), filled(down)];
  const sums = ups.map((each, g) => each - (downs[g] ?? 0));
  return {
    change: pairedDifference([{ sizes, sums }], { range: 1 }),
    spread: changeSpread(sizes, ups, downs),
  };
}

function binomial(n: number, k: number, p: number): number {
  let probability = (1 - p) ** (n - k) * p ** k;
  for (let i = 1; i <= k; i += 1) probability *= (n - k + i) / i;
  return probability;
}

const ones = (count: number) => new Array(count).fill(1);

describe('changeSpread', () => {
  it('counts the clusters that would have all changes if each had as many', () => {
    // Net changes 3, 1, -1: (3 + 1 + 1)² / (9 + 1 + 1).
    const spread = changeSpread([10, 10, 10], [3, 1, 0], [0, 0, 1]);
    expect(spread).toEqual({ rarer: 1 / 30, commoner: 4 / 30, effectiveClusters: 25 / 11 });
    expect(changeSpread([5, 5], [2, 2], [0, 0]).effectiveClusters).toBe(2);
    expect(changeSpread([5, 5], [0, 0], [0, 0])).toEqual({ rarer: 0, commoner: 0, effectiveClusters: 0 });
    expect(changeSpread([], [], [])).toEqual({ rarer: 0, commoner: 0, effectiveClusters: 0 });
  });

  it('is that of the rarer verdict where nothing pairs', () => {
    expect(rateSpread({ sizes: [4, 4], sums: [1, 0] })).toEqual({
      rarer: 0,
      commoner: 1 / 8,
      effectiveClusters: 1,
    });
    expect(rateSpread({ sizes: [4, 4], sums: [4, 3] })).toEqual({
      rarer: 0,
      commoner: 1 / 8,
      effectiveClusters: 1,
    });
  });
});

describe('errorAt', () => {
  it('has the variance of the hypothesis: √((.05 - .05²) / (.02 - .02²)) times the observed error', () => {
    const { change, spread } = made(1000, 1, ones(20));
    expect(spread.effectiveClusters).toBe(20);
    const expected = (change.standardError ?? 0) * Math.sqrt(0.0475 / 0.0196);
    expect(errorAt(change, spread, 0.05)).toBeCloseTo(expected, 12);
    // At the observed size, and below it, the observed error.
    expect(errorAt(change, spread, 0.01)).toBe(change.standardError);
  });

  it('adds the changes back to both variances: (.05 + 2 · .01 - .05²) / (.02 + .01 - .01²)', () => {
    const { change, spread } = made(1000, 1, ones(20), [...new Array(20).fill(0), ...ones(10)]);
    const expected = (change.standardError ?? 0) * Math.sqrt(0.0675 / 0.0299);
    expect(errorAt(change, spread, 0.05)).toBeCloseTo(expected, 12);
  });

  it('takes each cluster for one observation where the changes of fewer than fifteen are known', () => {
    const { change, spread } = made(25, 72, [3]);
    expect(errorAt(change, spread, 0.05)).toBeCloseTo(Math.sqrt((0.05 * 0.95) / 25), 12);
  });

  it('takes each cluster for one observation where all changed alike: the observed error is 0', () => {
    const { change, spread } = made(40, 1, ones(40));
    expect(change.standardError).toBe(0);
    expect(errorAt(change, spread, 0.05)).toBeCloseTo(Math.sqrt((0.05 * 0.95) / 40), 12);
    // δ = reach √(δ (1 − δ) / 40), reach = t(.975) + t(.8) with 39 degrees of freedom.
    const reach = 2.02269092 + 0.850764;
    const found = detectableChange(change, spread, { tests: 1 }) ?? 0;
    expect(found).toBeCloseTo(reach ** 2 / (40 + reach ** 2), 4);
  });

  it('is none without a standard error', () => {
    const { change, spread } = made(1, 5, [1]);
    expect(errorAt(change, spread, 0.05)).toBeNull();
  });
});

describe('rateEquivalence', () => {
  it('cannot be shown by one changed scenario in few clusters', () => {
    const { change, spread } = made(25, 72, [1]);
    // t = (.05 - 1/1800) / .0436 = 1.134 with 24 degrees of freedom.
    expect(rateEquivalence(change, spread, 0.05)?.p).toBeCloseTo(0.134, 3);
    expect(rateEquivalence(change, spread, 0.05)?.equivalent).toBe(false);
  });

  it('is shown by few changes in many clusters', () => {
    const { change, spread } = made(1500, 2, ones(10), [...new Array(10).fill(0), ...ones(8)]);
    expect(rateEquivalence(change, spread, 0.05)?.equivalent).toBe(true);
  });

  it('is null where nothing changed', () => {
    const { change, spread } = made(100, 2, []);
    expect(rateEquivalence(change, spread, 0.05)).toBeNull();
  });
});

describe('detectableChange', () => {
  it('needs as many changed clusters as the test needs: 7 of 69 with two tests', () => {
    const { change, spread } = made(69, 1, [1]);
    const found = detectableChange(change, spread, { tests: 2 }) ?? 0;
    // P(at least 7 of 69 change) = .8 at a share of .1286; reach² / (69 + reach²) = .125 is less.
    expect(found).toBeCloseTo(0.12859, 4);
    const tail = (share: number) =>
      Array.from({ length: 63 }, (_, i) => i + 7).reduce((sum, k) => sum + binomial(69, k, share), 0);
    expect(tail(found)).toBeCloseTo(0.8, 9);
  });

  it('is by the spread where it is known: δ = reach · SE(δ)', () => {
    const { change, spread } = made(1000, 1, ones(20));
    const found = detectableChange(change, spread, { tests: 1 }) ?? 0;
    const reach = 1.9623414611 + 0.8420095;
    expect(found).toBeCloseTo(reach * (errorAt(change, spread, found) ?? 0), 6);
    // SE² · (δ - δ²) / .0196 with SE² = .0196 / 999: δ = reach² / (999 + reach²), below the observed 2 points: the observed error.
    expect(found).toBeCloseTo(reach * Math.sqrt(0.0196 / 999), 4);
  });

  it('is null where the test needs more clusters than there are', () => {
    const { change, spread } = made(5, 100, [1]);
    expect(detectableChange(change, spread, { tests: 1 })).toBeNull();
  });
});
