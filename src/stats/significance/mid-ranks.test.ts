import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midRanks } from './mid-ranks.ts';

describe('midRanks', () => {
  // 1, then 2 2 on ranks 2 and 3, then 5 5 5 on ranks 4 to 6. Ties: 2³ - 2 + 3³ - 3 = 30.
  it('gives equal values the mean of their ranks', () => {
    const { ranks, ties } = midRanks([5, 2, 5, 1, 2, 5]);
    expect([...ranks]).toEqual([5, 2.5, 5, 1, 2.5, 5]);
    expect(ties).toBe(30);
  });

  it('gives ranks that sum to n (n + 1) / 2', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const sum = midRanks(values).ranks.reduce((total, rank) => total + rank, 0);
        expect(sum).toBe((values.length * (values.length + 1)) / 2);
      }),
    );
  });
});
