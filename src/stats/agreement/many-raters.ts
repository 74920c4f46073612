/** How often each item was put in each category. Who rated it is not stored: the agreement coefficients do not use it. */
export interface RatingCounts {
  /** The values of the scale, upwards. */
  readonly categories: readonly number[];
  readonly itemCount: number;
  /** `counts[item * categories.length + category]`. */
  readonly counts: Float64Array;
}

/**
 * Counts ratings, one row an item and one entry a rating; null is a missing one.
 *
 * @param categories the values of the scale, upwards; without it, the values that occur.
 * @throws RangeError for a rating that is not on the scale.
 *
 * @example
 * ratingCounts([[1, 1, 2], [2, 2, null]]); // categories 1 and 2, counts 2, 1 and 0, 2
 */
export function ratingCounts(
  ratings: readonly (readonly (number | null)[])[],
  categories: readonly number[] = occurring(ratings),
): RatingCounts {
  const numbers = new Map(categories.map((value, category) => [value, category]));
  const counts = new Float64Array(ratings.length * categories.length);
  for (const [item, row] of ratings.entries()) {
    for (const rating of row) {
      if (rating === null) continue;
      const category = numbers.get(rating);
      if (category === undefined) {
        throw new RangeError(
          `Rating ${rating} of item ${item} is not on the scale ${categories.join(', ')}.`,
        );
      }
      const slot = item * categories.length + category;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return { categories, itemCount: ratings.length, counts };
}

function occurring(ratings: readonly (readonly (number | null)[])[]): number[] {
  const values = new Set(ratings.flat().filter((rating) => rating !== null));
  return [...values].sort((one, other) => one - other);
}

/**
 * A coefficient of agreement between raters that can be had from totals over items, so that it can be
 * bootstrapped over items at the cost of adding totals up.
 */
export interface AgreementCoefficient {
  /** Number of totals, for a scale of so many categories. */
  width(categoryCount: number): number;
  /** Writes what one item adds to the totals into `totals`, all zeros before. `counts`: its ratings by category. */
  addItem(counts: Float64Array, totals: Float64Array): void;
  /** From totals summed over items; null where undefined. `categories`: the values of the scale, upwards. */
  value(sums: Float64Array, categories: readonly number[]): number | null;
}

/**
 * The share of pairs of ratings of one item that are equal, averaged over the items with at least two:
 * P_i = Σ_k n_ik (n_ik - 1) / (n_i (n_i - 1)). Says nothing of what chance alone would give.
 *
 * Source: Fleiss (1971), Psychological Bulletin 76, 378-382 (there P̄).
 */
export const rawAgreement: AgreementCoefficient = {
  width: () => 2,
  addItem(counts, totals) {
    let ratings = 0;
    let equalPairs = 0;
    for (const count of counts) {
      ratings += count;
      equalPairs += count * (count - 1);
    }
    if (ratings < 2) return;
    totals[0] = 1;
    totals[1] = equalPairs / (ratings * (ratings - 1));
  },
  value: ([items = 0, agreement = 0]) => (items === 0 ? null : agreement / items),
};

/**
 * How much two different ratings still agree, by their places c < k on a scale of q values.
 * `identity`: not at all (then AC2 is AC1); `ordinal`: 1 - (k - c + 1)(k - c) / (q (q - 1));
 * `quadratic`: 1 - (x_k - x_c)² / (x_q - x_1)², x the values.
 */
export type AgreementWeights = 'identity' | 'ordinal' | 'quadratic';

/**
 * Gwet's AC2: (p_a - p_e) / (1 - p_e), with weights w: p_a the mean over items with at least two ratings of
 * Σ_k n_ik (Σ_l w_kl n_il - 1) / (n_i (n_i - 1)); p_e = Σ w / (q (q - 1)) · Σ_k π_k (1 - π_k); π_k the mean over
 * rated items of the share of category k; q the number of values on the scale, used or not. Any number of
 * ratings an item. Unlike kappa and alpha it stays high when nearly all ratings are equal. Null where no item
 * has two ratings and on a scale of one value.
 *
 * Source: Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., chapters 3 to 5.
 *
 * @example
 * const ratings = ratingCounts([[1, 1], [2, 2], [1, 2], [3, 3]]);
 * estimateAgreement(gwetAc2('identity'), ratings).value; // (3/4 - 21/64) / (43/64) = .6279
 * estimateAgreement(gwetAc2('ordinal'), ratings).value; // .7808: 1 and 2 agree in part
 */
export function gwetAc2(weights: AgreementWeights): AgreementCoefficient {
  return {
    // Items with a pair, how many ratings pair off by category pair, items rated, shares of the categories.
    width: (categoryCount) => 2 + categoryCount * categoryCount + categoryCount,
    addItem,
    value: (sums, categories) => ac2(sums, categories, weights),
  };
}

function addItem(counts: Float64Array, totals: Float64Array): void {
  const ratings = counts.reduce((sum, count) => sum + count, 0);
  if (ratings === 0) return;
  const size = counts.length;
  totals[1] = 1;
  for (const [category, count] of counts.entries()) totals[2 + size * size + category] = count / ratings;
  if (ratings < 2) return;
  totals[0] = 1;
  for (const [c, ofOne] of counts.entries()) {
    for (const [k, ofOther] of counts.entries()) {
      totals[2 + c * size + k] = (ofOne * (ofOther - (c === k ? 1 : 0))) / (ratings * (ratings - 1));
    }
  }
}

function ac2(sums: Float64Array, categories: readonly number[], weights: AgreementWeights): number | null {
  const [paired = 0, rated = 0] = sums;
  const size = categories.length;
  if (paired === 0 || size < 2) return null;
  let agreement = 0;
  let weightSum = 0;
  let spread = 0;
  for (let c = 0; c < size; c += 1) {
    const share = (sums[2 + size * size + c] ?? 0) / rated;
    spread += share * (1 - share);
    for (let k = 0; k < size; k += 1) {
      const weight = c === k ? 1 : weightOf(weights, Math.min(c, k), Math.max(c, k), categories);
      agreement += (weight * (sums[2 + c * size + k] ?? 0)) / paired;
      weightSum += weight;
    }
  }
  const expected = (weightSum / (size * (size - 1))) * spread;
  return (agreement - expected) / (1 - expected);
}

function weightOf(
  weights: AgreementWeights,
  low: number,
  high: number,
  categories: readonly number[],
): number {
  const size = categories.length;
  switch (weights) {
    case 'identity':
      return 0;
    case 'ordinal':
      return 1 - ((high - low + 1) * (high - low)) / (size * (size - 1));
    case 'quadratic': {
      const reach = (categories[size - 1] ?? 0) - (categories[0] ?? 0);
      return 1 - (((categories[high] ?? 0) - (categories[low] ?? 0)) / reach) ** 2;
    }
  }
}

/** How far apart two ratings are: equal or not, by rank, by difference, by difference relative to size. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/**
 * Krippendorff's alpha: 1 - (n - 1) Σ_{c<k} o_ck δ²_ck / Σ_{c<k} n_c n_k δ²_ck, where o is the matrix of
 * coincidences (an item with m ratings adds n_c n_k / (m - 1) to o_ck), n_c its margins and n their sum.
 * Any number of ratings an item; those with fewer than two say nothing. Null where no item has two ratings,
 * and where all such ratings are equal.
 *
 * Source: Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*; (2004) *Content Analysis*, chapter 11.
 *
 * @example
 * const ratings = ratingCounts([[1, 1], [2, 2], [1, 2], [3, 3]]);
 * estimateAgreement(krippendorffAlpha('nominal'), ratings).value; // 1 - 7 · 1 / 21 = .6667
 */
export function krippendorffAlpha(level: MeasurementLevel): AgreementCoefficient {
  return {
    width: (categoryCount) => categoryCount * categoryCount,
    addItem: addCoincidences,
    value: (coincidences, categories) => alpha(coincidences, categories, level),
  };
}

function addCoincidences(counts: Float64Array, totals: Float64Array): void {
  const ratings = counts.reduce((sum, count) => sum + count, 0);
  if (ratings < 2) return;
  for (const [c, ofOne] of counts.entries()) {
    for (const [k, ofOther] of counts.entries()) {
      totals[c * counts.length + k] = (ofOne * (ofOther - (c === k ? 1 : 0))) / (ratings - 1);
    }
  }
}

function alpha(
  coincidences: Float64Array,
  categories: readonly number[],
  level: MeasurementLevel,
): number | null {
  const size = categories.length;
  const margins = new Float64Array(size);
  for (let slot = 0; slot < coincidences.length; slot += 1) {
    const c = Math.floor(slot / size);
    margins[c] = (margins[c] ?? 0) + (coincidences[slot] ?? 0);
  }
  const squaredDistance = distances(categories, margins, level);
  let observed = 0;
  let expected = 0;
  for (let c = 0; c < size; c += 1) {
    for (let k = c + 1; k < size; k += 1) {
      const squared = squaredDistance(c, k);
      observed += (coincidences[c * size + k] ?? 0) * squared;
      expected += (margins[c] ?? 0) * (margins[k] ?? 0) * squared;
    }
  }
  const ratings = margins.reduce((sum, count) => sum + count, 0);
  return expected === 0 ? null : 1 - ((ratings - 1) * observed) / expected;
}

/** δ² of the categories numbered c < k. */
function distances(
  categories: readonly number[],
  margins: Float64Array,
  level: MeasurementLevel,
): (c: number, k: number) => number {
  const value = (category: number) => categories[category] ?? 0;
  switch (level) {
    case 'nominal':
      return () => 1;
    case 'ordinal':
      return (c, k) => {
        const between = margins.subarray(c, k + 1).reduce((sum, count) => sum + count, 0);
        return (between - ((margins[c] ?? 0) + (margins[k] ?? 0)) / 2) ** 2;
      };
    case 'interval':
      return (c, k) => (value(c) - value(k)) ** 2;
    case 'ratio':
      return (c, k) => {
        const sum = value(c) + value(k);
        return sum === 0 ? 0 : ((value(c) - value(k)) / sum) ** 2;
      };
  }
}
