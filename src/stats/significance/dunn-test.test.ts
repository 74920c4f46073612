import { describe, expect, it } from 'vitest';
import { dunnTest } from './rank-tests.ts';

const values = [3, 1, 2, 2, 3, 1, 2.5, 1, 1, 2, 3, 1, 4, 3, 3, 2, 4, 4];
const groups = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2];

describe('dunnTest', () => {
  // scikit_posthocs.posthoc_dunn, without and with p_adjust='holm'
  it.each([
    [0, 1, 0.46028976, 0.46028976, 1],
    [0, 2, 0.03956386, 0.07912772, -1],
    [1, 2, 0.0091849, 0.0275547, -1],
  ])('agrees with scikit-posthocs on groups %d and %d', (one, other, p, pHolm, sign) => {
    const pair = dunnTest(values, groups, 3).find(({ groups: [i, j] }) => i === one && j === other);
    expect(pair?.p).toBeCloseTo(p, 7);
    expect(pair?.pHolm).toBeCloseTo(pHolm, 7);
    expect(Math.sign(pair?.z ?? 0)).toBe(sign);
  });

  it('leaves empty groups out and says nothing where all values are equal', () => {
    expect(dunnTest([1, 2, 3], [0, 2, 2], 4).map((pair) => pair.groups)).toEqual([[0, 2]]);
    expect(dunnTest([2, 2, 2], [0, 1, 1], 2)).toEqual([]);
    expect(dunnTest([], [], 2)).toEqual([]);
    expect(dunnTest([1], [0], 2)).toEqual([]);
  });
});
