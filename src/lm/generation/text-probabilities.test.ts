import { describe, expect, it } from 'vitest';
import { expectedToken } from './text-probabilities.ts';

describe('expectedToken', () => {
  // Probabilities .5, .25, .25: E log p = .5 log .5 + .5 log .25; deviation .5 log 2 (two equally likely values log 2 apart).
  it('is the log-probability with mean and deviation over the vocabulary', () => {
    const { logProbability, mean, deviation } = expectedToken([Math.log(2), 0, 0], 1);
    expect(logProbability).toBeCloseTo(Math.log(0.25), 12);
    expect(mean).toBeCloseTo(0.5 * Math.log(0.5) + 0.5 * Math.log(0.25), 12);
    expect(deviation).toBeCloseTo(0.5 * Math.log(2), 12);
  });

  it('does not change with a constant, however large', () => {
    const small = expectedToken([1, 2, 3], 0);
    const large = expectedToken([1001, 1002, 1003], 0);
    expect(large.logProbability).toBeCloseTo(small.logProbability, 10);
    expect(large.deviation).toBeCloseTo(small.deviation, 10);
  });

  it('has no deviation where all tokens are alike', () => {
    expect(expectedToken([0, 0], 1)).toEqual({
      logProbability: -Math.log(2),
      mean: -Math.log(2),
      deviation: 0,
    });
  });
});
