/** How many permutations are drawn: by default at most 1,999, fewer after 50 that reach the observed statistic. */
export interface PermutationDraws {
  readonly seed: number;
  /** At most so many permutations are drawn. */
  readonly permutations?: number;
  /** Fewer are drawn where so many have reached the observed statistic: p is then clearly not small. */
  readonly enough?: number;
}

/** A p value by drawn permutations. */
export interface PermutationCount {
  /** Null where there is nothing to compare. */
  readonly p: number | null;
  /** Permutations drawn. */
  readonly permutations: number;
}

/** Equal statistics that differ by the order of summing are equal. */
const slack = 1e-10;

/**
 * The p value of a statistic by drawn permutations. It stops early where `enough` permutations reach the observed one:
 * then p = enough / drawn; otherwise p = (1 + reached) / (1 + permutations). Both are valid p values, and most of the
 * work is saved where there is no effect.
 *
 * Source: Besag and Clifford (1991), Biometrika 78, 301-304; Phipson and Smyth (2010), Statistical Applications in
 * Genetics and Molecular Biology 9, article 39.
 *
 * @param next draws a permutation and gives its statistic.
 */
export function countReached(
  observed: number,
  next: () => number,
  { permutations = 1999, enough = 50 }: PermutationDraws,
): PermutationCount {
  const least = observed - slack * Math.max(1, Math.abs(observed));
  let reached = 0;
  for (let drawn = 1; drawn <= permutations; drawn += 1) {
    if (next() >= least) reached += 1;
    if (reached === enough) return { p: enough / drawn, permutations: drawn };
  }
  return { p: (1 + reached) / (1 + permutations), permutations };
}
