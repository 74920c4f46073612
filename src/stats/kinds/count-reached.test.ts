import { describe, expect, it } from 'vitest';
import { countReached } from './count-reached.ts';

/** Gives the statistics in turn, again and again. */
function inTurn(statistics: readonly number[]): () => number {
  let place = 0;
  return () => statistics[place++ % statistics.length] ?? 0;
}

describe('countReached', () => {
  it('counts the observed statistic as one of those drawn', () => {
    const draws = { seed: 1, permutations: 99 };
    expect(countReached(5, inTurn([1, 2, 3]), draws)).toEqual({ p: 0.01, permutations: 99 });
    expect(countReached(5, inTurn([1, 2, 3, 4, 4, 4, 4, 4, 4, 5]), draws)).toEqual({
      p: 0.1,
      permutations: 99,
    });
  });

  it('stops where enough have reached it', () => {
    const draws = { seed: 1, permutations: 1000, enough: 20 };
    expect(countReached(2, inTurn([1, 2]), draws)).toEqual({ p: 0.5, permutations: 40 });
  });

  it('takes statistics that differ by rounding as equal', () => {
    expect(countReached(0.3, () => 0.1 + 0.2 - 1e-13, { seed: 1, enough: 10 }).p).toBe(1);
  });
});
