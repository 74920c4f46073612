import { describe, expect, it } from 'vitest';
import { AnytimeInterval } from './anytime-interval.ts';

const values = Array.from({ length: 10 }, () => [1, 0, 1, 1, 0, 1, 1, 1, 0, 1]).flat();

function boundsOf(clusters: number, observed: readonly number[] = values) {
  const sequence = new AnytimeInterval({ clusters, largest: 1 });
  for (const value of observed) sequence.add({ size: 1, sum: value });
  return sequence.bounds;
}

describe('AnytimeInterval', () => {
  // Computed with an independent implementation of the hedged capital process on a grid of .001.
  it.each([
    { clusters: Number.POSITIVE_INFINITY, low: 0.552, high: 0.833 },
    { clusters: 200, low: 0.585, high: 0.808 },
    { clusters: 1000, low: 0.558, high: 0.828 },
  ])('of a hundred unit clusters out of $clusters is $low to $high', ({ clusters, low, high }) => {
    expect(boundsOf(clusters)).toEqual({ low, high, clusters: 100 });
  });

  it('is everything before the first cluster, and the mean once all are drawn', () => {
    expect(boundsOf(10, [])).toEqual({ low: 0, high: 1, clusters: 0 });
    const { low, high } = boundsOf(100);
    expect(low).toBeLessThanOrEqual(0.7);
    expect(high).toBeGreaterThanOrEqual(0.7);
    expect(high - low).toBeLessThanOrEqual(0.03);
  });

  it('weighs a cluster by its size: an empty one tells nothing, a small one little', () => {
    const width = (size: number) => {
      const sequence = new AnytimeInterval({ clusters: 1000, largest: 10 });
      for (let i = 0; i < 60; i += 1) sequence.add({ size, sum: size * (i % 2) });
      const { low, high } = sequence.bounds;
      return high - low;
    };
    expect(width(0)).toBe(1);
    expect(width(2)).toBeGreaterThan(width(10));
    expect(width(10)).toBeLessThan(0.6);
  });
});
