import type { AgreementCoefficient } from './many-raters.ts';
import { rawAgreement } from './many-raters.ts';

/**
 * Fleiss' kappa: (P̄ - P_e) / (1 - P_e), P̄ the raw agreement and P_e = Σ_k p_k², p_k the mean over items of the share
 * of ratings in category k. Items may have different numbers of ratings; only those with two or more enter either
 * term. Then 1 + P̄ ≥ 2 P_e, so kappa is never below -1: an item's agreement P_i and the sum S_i of its squared shares
 * fulfil 1 + P_i ≥ 2 S_i, and the mean of S_i is at least P_e. (Were single ratings counted in P_e, two raters with one
 * shared item could give -1.667.) Null where no item has two ratings, and where all such ratings are equal.
 *
 * Source: Fleiss (1971), Psychological Bulletin 76, 378-382.
 *
 * @example
 * estimateAgreement(fleissKappa, ratingCounts([[1, 1, 2], [2, 2, null], [1, null, null]])).value; // 1/4
 */
export const fleissKappa: AgreementCoefficient = {
  width: (categoryCount) => 2 + categoryCount,
  addItem(counts, totals) {
    const ratings = counts.reduce((sum, count) => sum + count, 0);
    if (ratings < 2) return;
    rawAgreement.addItem(counts, totals);
    for (const [category, count] of counts.entries()) totals[2 + category] = count / ratings;
  },
  value(sums, categories) {
    const observed = rawAgreement.value(sums, categories);
    const [items = 0] = sums;
    const shares = sums.subarray(2);
    // One category only: the other shares are exactly 0, so this is exact where 1 - P_e would be a rounding error.
    const used = shares.reduce((count, share) => count + (share > 0 ? 1 : 0), 0);
    if (observed === null || used < 2) return null;
    const expected = shares.reduce((sum, share) => sum + (share / items) ** 2, 0);
    return (observed - expected) / (1 - expected);
  },
};
