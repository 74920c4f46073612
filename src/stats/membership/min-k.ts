/** What a model makes of one token of a text, given those before it. */
export interface TokenLikelihood {
  /** In nats. */
  readonly logProbability: number;
  /** Mean and standard deviation of the log-probability of a token drawn from the model; null where the model does not say. */
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** How likely a text is to a model; a larger score means that it is more likely to have been in its training. */
export interface MinKScores {
  /** Min-K %: the mean log-probability of the least likely share of the tokens. */
  readonly minK: number;
  /** Min-K %++: the same of (log p − mean) / deviation. Null where a token has no mean. */
  readonly minKPlusPlus: number | null;
}

/**
 * Min-K % and Min-K %++ of a text; null for a text without tokens. The share is rounded up to a whole number of tokens. Where
 * the model's distribution has no deviation, a token is what was expected: 0.
 *
 * Source: Shi et al. (2024), *Detecting Pretraining Data from Large Language Models*, arXiv 2310.16789; Zhang et al.
 * (2025), *Min-K%++*, arXiv 2404.02936.
 *
 * @param share .2 for Min-20 %.
 * @example
 * const tokens = [-1, -4, -2, -3, -5].map((logProbability) => ({ logProbability, mean: null, deviation: null }));
 * minKScores(tokens, 0.4); // { minK: -4.5, minKPlusPlus: null }
 */
export function minKScores(tokens: readonly TokenLikelihood[], share: number): MinKScores | null {
  if (tokens.length === 0) return null;
  const least = Math.min(tokens.length, Math.max(1, Math.ceil(share * tokens.length)));
  const meanOfLeast = (values: readonly number[]) =>
    values
      .toSorted((a, b) => a - b)
      .slice(0, least)
      .reduce((sum, value) => sum + value, 0) / least;
  const standardised = tokens.flatMap(({ logProbability, mean, deviation }) => {
    if (mean === null || deviation === null) return [];
    return [deviation === 0 ? 0 : (logProbability - mean) / deviation];
  });
  return {
    minK: meanOfLeast(tokens.map(({ logProbability }) => logProbability)),
    minKPlusPlus: standardised.length < tokens.length ? null : meanOfLeast(standardised),
  };
}
