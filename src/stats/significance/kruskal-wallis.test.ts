import { describe, expect, it } from 'vitest';
import { kruskalWallis } from './rank-tests.ts';

const values = [3, 1, 2, 2, 3, 1, 2.5, 1, 1, 2, 3, 1, 4, 3, 3, 2, 4, 4];
const groups = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2];

describe('kruskalWallis', () => {
  // scipy.stats.kruskal
  it('agrees with scipy on values with ties', () => {
    const test = kruskalWallis(values, groups, 3);
    expect(test?.statistic).toBeCloseTo(7.570463179807439, 12);
    expect(test?.degreesOfFreedom).toBe(2);
    expect(test?.p).toBeCloseTo(0.022703604242322532, 13);
  });

  it('leaves empty groups out', () => {
    const shifted = groups.map((group) => 2 * group);
    expect(kruskalWallis(values, shifted, 6)).toEqual(kruskalWallis(values, groups, 3));
  });

  it('is undefined with one group, without values, and where all are equal', () => {
    expect(kruskalWallis([1, 2], [0, 0], 3)).toBeNull();
    expect(kruskalWallis([], [], 3)).toBeNull();
    expect(kruskalWallis([2, 2, 2], [0, 1, 1], 2)).toBeNull();
  });

  // Both groups hold ranks 1.5, 3.5: equal mean ranks.
  it('finds nothing between equal groups', () => {
    expect(kruskalWallis([1, 2, 1, 2], [0, 0, 1, 1], 2)).toEqual({ statistic: 0, degreesOfFreedom: 1, p: 1 });
  });
});
