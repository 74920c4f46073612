/**
 * Cohen's kappa of two raters: (p_o - p_e) / (1 - p_e), where p_o is the share of equal ratings and p_e the
 * share expected from the raters' own marginals. Null without ratings, and where both raters always gave
 * one and the same rating (p_e = 1).
 *
 * @param counts square: `counts[i][j]` subjects that the first rater put in category i, the second in j.
 *
 * Source: Cohen (1960), Educational and Psychological Measurement 20, 37-46.
 *
 * @example
 * cohenKappa([[20, 5], [10, 15]]); // (.7 - .5) / .5 = .4
 */
export function cohenKappa(counts: readonly (readonly number[])[]): number | null {
  let n = 0;
  let equal = 0;
  const rows = counts.map(() => 0);
  const columns = counts.map(() => 0);
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      n += count;
      if (i === j) equal += count;
      rows[i] = (rows[i] ?? 0) + count;
      columns[j] = (columns[j] ?? 0) + count;
    }
  }
  // Whole numbers throughout, n² times the formula's, so that p_e = 1 is seen exactly.
  const expected = rows.reduce((sum, row, i) => sum + row * (columns[i] ?? 0), 0);
  const most = n * n;
  return most === expected ? null : (equal * n - expected) / (most - expected);
}

/**
 * Gwet's AC1 of two raters: (p_a - p_e) / (1 - p_e), where p_a is the share of equal ratings,
 * p_e = 1/(K - 1) Σ_k π_k (1 - π_k) and π_k the mean of the raters' shares of category k. Unlike kappa it
 * stays high when both raters nearly always give the same rating. Null without ratings.
 *
 * @param counts square, at least 2 × 2: subjects that the first rater put in category i, the second in j.
 *
 * Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.
 *
 * @example
 * gwetAc1([[18, 1], [1, 0]]); // .8895, where kappa is -.0526
 */
export function gwetAc1(counts: readonly (readonly number[])[]): number | null {
  let n = 0;
  let equal = 0;
  const ratings = counts.map(() => 0);
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      n += count;
      if (i === j) equal += count;
      ratings[i] = (ratings[i] ?? 0) + count;
      ratings[j] = (ratings[j] ?? 0) + count;
    }
  }
  if (n === 0) return null;
  const spread = ratings.reduce((sum, count) => sum + (count / (2 * n)) * (1 - count / (2 * n)), 0);
  const expected = spread / (counts.length - 1);
  return (equal / n - expected) / (1 - expected);
}
