/** Whole numbers by chance, the same on every machine for the same seed. */
export interface SeededRandom {
  /** Fills the array with numbers from 0 below `bound` (at most 2^32). The unevenness is below bound / 2^32. */
  fillBelow(numbers: Uint32Array, bound: number): void;
}

/**
 * A generator of its own for each seed (a whole number). Written out here because filling an array keeps
 * the state in registers, which a bootstrap of hundreds of millions of draws needs.
 *
 * Source: xoshiro128** 1.1 of Blackman and Vigna (2018), its state filled from the seed by splitmix32.
 *
 * @example
 * const dice = new Uint32Array(5);
 * seededRandom(1).fillBelow(dice, 6); // 0, 3, 5, 2, 2
 */
export function seededRandom(seed: number): SeededRandom {
  const next = splitMix(seed);
  const state = Int32Array.of(next(), next(), next(), next());
  return {
    fillBelow(numbers, bound) {
      const scale = bound / 4294967296;
      let [a = 0, b = 0, c = 0, d = 0] = state;
      for (let i = 0; i < numbers.length; i += 1) {
        const five = Math.imul(b, 5);
        const result = Math.imul((five << 7) | (five >>> 25), 9);
        const shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = (d << 11) | (d >>> 21);
        numbers[i] = ((result >>> 0) * scale) >>> 0;
      }
      state.set([a, b, c, d]);
    },
  };
}

function splitMix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}
