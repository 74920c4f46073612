import { describe, expect, it } from 'vitest';
import { minKScores } from './min-k.ts';

const token = (logProbability: number, mean: number | null = null, deviation: number | null = null) => ({
  ...{ logProbability, mean, deviation },
});

describe('minKScores', () => {
  it('is the mean of the least likely share, rounded up', () => {
    const tokens = [-1, -4, -2, -3, -5].map((log) => token(log));
    expect(minKScores(tokens, 0.4)).toEqual({ minK: -4.5, minKPlusPlus: null });
    expect(minKScores(tokens, 0.41)?.minK).toBe(-4);
    expect(minKScores(tokens, 0.01)?.minK).toBe(-5);
    expect(minKScores(tokens, 1)?.minK).toBe(-3);
  });

  // Standardised: (−1 + 2)/1 = 1, (−4 + 2)/2 = −1, (−6 + 3)/1 = −3, 0 where there is no deviation. The least two: −3, −1.
  it('standardises each token by what the model expected', () => {
    const tokens = [token(-1, -2, 1), token(-4, -2, 2), token(-6, -3, 1), token(-1, -1, 0)];
    expect(minKScores(tokens, 0.5)).toEqual({ minK: -5, minKPlusPlus: -2 });
  });

  it('has no standardised score where one token has none, and nothing of no tokens', () => {
    expect(minKScores([token(-1, -2, 1), token(-2)], 0.5)?.minKPlusPlus).toBeNull();
    expect(minKScores([], 0.2)).toBeNull();
  });
});
