import { RandomValues } from '../bootstrap/random-values.ts';
import type { MeanSquare } from './mean-squares.ts';

/** A sum of mean squares: the place of each, and what it is multiplied by. */
export type Weights = readonly (readonly [square: number, weight: number])[];

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const draws = 4_000;

/**
 * 95 % intervals of weighted sums of mean squares that cannot truly be below 0: each mean square is drawn from what its
 * scaled chi-square distribution says of its expectation, MS · ν / χ²_ν, seeded; the interval leaves out 2.5 % of
 * the sums on either side. Cost: 4,000 draws of every mean square.
 *
 * Source: Hannig, Iyer and Patterson (2006), JASA 101, 254-269; Weerahandi (1993), JASA 88, 899-905.
 *
 * @example
 * generalizedIntervals([{ value: 2, degrees: 4 }], [[[0, 1]]], 1); // about .72 to 16.5: 8 / χ²_4
 */
export function generalizedIntervals(
  squares: readonly MeanSquare[],
  sums: readonly Weights[],
  seed: number,
): readonly Interval[] {
  const random = new RandomValues(seed);
  const drawn = sums.map(() => new Float64Array(draws));
  const expectations = new Float64Array(squares.length);
  for (let draw = 0; draw < draws; draw += 1) {
    for (const [i, { value, degrees }] of squares.entries()) {
      expectations[i] = value === 0 ? 0 : (value * degrees) / (2 * random.gamma(degrees / 2));
    }
    for (const [i, weights] of sums.entries()) {
      const own = drawn[i];
      if (own === undefined) continue;
      for (const [square, weight] of weights)
        own[draw] = (own[draw] ?? 0) + weight * (expectations[square] ?? 0);
    }
  }
  return drawn.map((values) => {
    values.sort();
    return { low: atLeastZero(values[draws * 0.025]), high: atLeastZero(values[draws * 0.975 - 1]) };
  });
}

function atLeastZero(value = 0): number {
  return Math.max(0, value);
}
