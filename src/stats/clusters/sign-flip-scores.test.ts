import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signFlipTest } from './sign-flip.ts';
import { signFlipScores } from './sign-flip-scores.ts';

describe('signFlipScores', () => {
  // Counted over all 4,096 choices in Python.
  it('counts every choice of signs of a few scores', () => {
    const scores = [0.1, -0.35, 0.72, 0.05, 1.3, -0.41, 0.2, 0.66, -0.08, 0.9, 0.33, -0.15];
    expect(signFlipScores(scores, { seed: 1 })).toEqual({
      p: 0.1025390625,
      exact: true,
      changed: 12,
      leastP: 2 ** -11,
    });
  });

  it('agrees with the test of whole numbers, ties included', () => {
    const anyChanges = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const whole = signFlipTest([{ sizes: changes.map(() => 9), sums: changes }]);
        // Thirds and sevenths are no doubles, so equal sums differ by rounding.
        const scores = signFlipScores(
          changes.map((change) => change / 21),
          { seed: 1 },
        );
        if (whole.changed === 0) expect(scores.p).toBeNull();
        else expect(scores.p).toBeCloseTo(whole.p ?? Number.NaN, 12);
      }),
    );
  });

  it('draws signs for many scores, near the exact p, the same for a seed', () => {
    const changes = Array.from({ length: 60 }, (_, i) => ((i * 7) % 9) - 3);
    const exact = signFlipTest([{ sizes: changes.map(() => 9), sums: changes }]).p ?? 0;
    const drawn = signFlipScores(changes, { permutations: 40_000, seed: 3 });
    expect(drawn.exact).toBe(false);
    // Five standard errors of the drawn share.
    expect(Math.abs((drawn.p ?? 1) - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / 40_000));
    expect(signFlipScores(changes, { permutations: 40_000, seed: 3 }).p).toBe(drawn.p);
    const turned = changes.map((change) => -change);
    expect(signFlipScores(turned, { permutations: 40_000, seed: 3 }).p).toBe(drawn.p);
  });

  it('is undefined where no score differs from 0, and 1 where they sum to 0', () => {
    expect(signFlipScores([0, 0], { seed: 1 }).p).toBeNull();
    expect(signFlipScores([0.1, 0.2, -0.3], { seed: 1 }).p).toBe(1);
  });
});
