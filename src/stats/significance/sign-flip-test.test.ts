import { describe, expect, it } from 'vitest';
import { signFlipTest } from './sign-flip-test.ts';

describe('signFlipTest', () => {
  // Eight equal contributions: 2 of 256 choices of signs reach the observed sum, so p is near 1/128.
  it('approaches the exact p', () => {
    const p = signFlipTest({ contributions: new Float64Array(8).fill(0.1), permutations: 50_000, seed: 1 });
    expect(Math.abs((p ?? 0) - 1 / 128)).toBeLessThan(0.0015);
  });

  it('gives p = 1 for a sum of 0 and is undefined where nothing contributes', () => {
    const plan = { permutations: 200, seed: 1 };
    expect(signFlipTest({ ...plan, contributions: Float64Array.of(1, -1, 2, -2) })).toBe(1);
    expect(signFlipTest({ ...plan, contributions: Float64Array.of(0, 0) })).toBeNull();
  });

  it('gives the same p for the same seed and for contributions of the other sign', () => {
    const contributions = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) + 0.1);
    const p = signFlipTest({ contributions, permutations: 999, seed: 5 });
    expect(signFlipTest({ contributions, permutations: 999, seed: 5 })).toBe(p);
    expect(signFlipTest({ contributions: contributions.map((c) => -c), permutations: 999, seed: 5 })).toBe(p);
  });
});
