import { describe, expect, it } from 'vitest';
import { compareTreatments } from './compare-treatments.ts';

const options = { margin: 0.5, seed: 1 };
const paired = [0.5, 0.2, -0.1, 0.4, 0, 0.3].map((difference) => [2 + difference, 2]);

describe('compareTreatments', () => {
  // numpy and scipy: all 64 choices of signs, the paired t interval, the larger one-sided p.
  it('tests the differences of the blocks, and their equivalence', () => {
    const [pair] = compareTreatments(paired, options);
    expect(pair?.p).toBe(0.125);
    expect(pair?.difference.low).toBeCloseTo(-0.026446298247250755, 9);
    expect(pair?.difference.high).toBeCloseTo(0.4597796315805841, 9);
    expect(pair?.equivalence).toMatchObject({ p: expect.closeTo(0.015121469550611805, 9), equivalent: true });
    expect(pair).toMatchObject({ pHolm: 0.125, equivalencePHolm: expect.closeTo(0.015121469550611805, 9) });
  });

  // Six blocks, the first 1 above both others, which are equal: p = 2^-5, 2^-5 and 1; three tests.
  it('adjusts over the pairs', () => {
    const blocks = [2, 1, 3, 2, 1, 2].map((value) => [value + 1, value, value]);
    const pairs = compareTreatments(blocks, options);
    expect(pairs.map(({ treatments, p, pHolm }) => [treatments, p, pHolm])).toEqual([
      [[0, 1], 1 / 32, 3 / 32],
      [[0, 2], 1 / 32, 3 / 32],
      [[1, 2], 1, 1],
    ]);
    // All differences are equal: nothing to estimate a standard error from.
    expect(pairs.map(({ equivalence }) => equivalence)).toEqual([null, null, null]);
  });

  it('takes the blocks that have both, and says nothing without any', () => {
    const pairs = compareTreatments(
      [
        [1, 2, null],
        [1, null, null],
        [2, 2, null],
      ],
      options,
    );
    expect(pairs.map(({ difference }) => difference.n)).toEqual([2, 0, 0]);
    expect(pairs[1]).toMatchObject({ p: null, pHolm: null, equivalence: null, equivalencePHolm: null });
    expect(pairs[0]?.pHolm).toBe(1);
  });
});
