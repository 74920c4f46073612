import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

const draws = (seed: number, count: number, bound: number) => {
  const numbers = new Uint32Array(count);
  seededRandom(seed).fillBelow(numbers, bound);
  return [...numbers];
};

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, now and in later versions', () => {
    expect(draws(7, 6, 1000)).toEqual([49, 165, 929, 952, 397, 639]);
    expect(draws(8, 6, 1000)).toEqual([709, 858, 892, 59, 379, 332]);
  });

  it('goes on where the last call stopped', () => {
    const random = seededRandom(7);
    const [first, second] = [new Uint32Array(2), new Uint32Array(4)];
    random.fillBelow(first, 1000);
    random.fillBelow(second, 1000);
    expect([...first, ...second]).toEqual(draws(7, 6, 1000));
  });

  // 100,000 draws over 10 numbers: each count has mean 10,000 and deviation 95; six deviations are 570.
  it('draws each number about equally often, from neighbouring seeds too', () => {
    for (const seed of [0, 1, 2, -1, 2 ** 31]) {
      const counts = new Array<number>(10).fill(0);
      for (const draw of draws(seed, 100_000, 10)) counts[draw] = (counts[draw] ?? 0) + 1;
      expect(Math.max(...counts.map((count) => Math.abs(count - 10_000)))).toBeLessThan(570);
    }
  });
});
