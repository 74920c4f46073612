/** Values of a full crossing: one for each combination of levels, those of the last factor next to each other. */
export interface CrossedValues {
  /** How many levels each factor has. */
  readonly levels: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Splits Σ y² of a full crossing into the parts of its effects: Σ over the cells of the squared mean, of the squared
 * main effects, of the squared interactions. The effects are orthogonal, so the parts add up to Σ y².
 *
 * Effects are numbered by their factors: bit i of the number is factor i. 0 is the mean, 1 the first factor, 3 the
 * interaction of the first two.
 *
 * Source: Searle, Casella and McCulloch (1992), *Variance Components*, section 4.4: by inclusion and exclusion over the
 * uncorrected sums of squares of the marginal means.
 *
 * @example
 * effectSquares({ levels: [2, 2], values: [1, 2, 3, 4] }); // [25, 4, 1, 0]
 */
export function effectSquares({ levels, values }: CrossedValues): Float64Array {
  const effects = 2 ** levels.length;
  const squares = new Float64Array(effects);
  for (let effect = 0; effect < effects; effect += 1)
    squares[effect] = marginalSquares(levels, values, effect);
  // Möbius: each factor in turn takes out what the effects without it explain.
  for (let factor = 0; factor < levels.length; factor += 1) {
    for (let effect = effects - 1; effect >= 0; effect -= 1) {
      if (!hasFactor(effect, factor)) continue;
      squares[effect] = (squares[effect] ?? 0) - (squares[effect - 2 ** factor] ?? 0);
    }
  }
  return squares;
}

export function hasFactor(effect: number, factor: number): boolean {
  return ((effect >> factor) & 1) === 1;
}

/** Σ over all cells of the squared mean over the factors that are not in the effect. */
function marginalSquares(levels: readonly number[], values: ArrayLike<number>, effect: number): number {
  let margins = 1;
  const strides = levels.map((_, factor) => {
    if (!hasFactor(effect, factor)) return 0;
    const stride = margins;
    margins *= levels[factor] ?? 1;
    return stride;
  });
  const sums = new Float64Array(margins);
  for (let cell = 0; cell < values.length; cell += 1) {
    let rest = cell;
    let margin = 0;
    for (let factor = levels.length - 1; factor >= 0; factor -= 1) {
      const count = levels[factor] ?? 1;
      margin += (rest % count) * (strides[factor] ?? 0);
      rest = Math.floor(rest / count);
    }
    sums[margin] = (sums[margin] ?? 0) + (values[cell] ?? 0);
  }
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  return (squares * margins) / values.length;
}
