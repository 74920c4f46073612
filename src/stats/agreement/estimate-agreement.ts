import { clusterBootstrap } from '../bootstrap/cluster-bootstrap.ts';
import type { AgreementCoefficient, RatingCounts } from './many-raters.ts';

/** A coefficient of agreement with its interval. */
export interface AgreementEstimate {
  /** Null where undefined. */
  readonly value: number | null;
  /** A percentile interval by bootstrap over items; null without a plan, and with fewer than two clusters. */
  readonly low: number | null;
  readonly high: number | null;
  /** Items with at least two ratings: only these say something of agreement. */
  readonly items: number;
}

/** How to draw items for the interval of a coefficient of agreement. */
export interface AgreementBootstrap {
  readonly replicates: number;
  readonly seed: number;
  readonly confidence?: number;
  /** Number of each item's cluster, from 0, where items are not independent; else each item is its own. */
  readonly clusterOf?: ArrayLike<number>;
}

/**
 * The coefficient over all items and, given a plan, its interval.
 *
 * @example
 * const ratings = ratingCounts([[1, 1], [2, 2], [1, 2], [3, null]]);
 * estimateAgreement(rawAgreement, ratings); // value 2/3 of 3 items, no interval
 * estimateAgreement(rawAgreement, ratings, { replicates: 2000, seed: 1 }); // with low and high
 */
export function estimateAgreement(
  coefficient: AgreementCoefficient,
  ratings: RatingCounts,
  bootstrap?: AgreementBootstrap,
): AgreementEstimate {
  const { categories } = ratings;
  const width = coefficient.width(categories.length);
  const totals = totalsOfClusters(coefficient, ratings, width, bootstrap?.clusterOf);
  const sums = new Float64Array(width);
  for (let i = 0; i < totals.length; i += 1) sums[i % width] = (sums[i % width] ?? 0) + (totals[i] ?? 0);
  const value = coefficient.value(sums, categories);
  const interval =
    bootstrap === undefined || value === null
      ? { low: null, high: null }
      : clusterBootstrap({
          ...bootstrap,
          totals,
          width,
          statistic: (drawn) => coefficient.value(drawn, categories),
        });
  return { value, low: interval.low, high: interval.high, items: itemsWithPairs(ratings) };
}

function totalsOfClusters(
  coefficient: AgreementCoefficient,
  { categories, itemCount, counts }: RatingCounts,
  width: number,
  clusterOf: ArrayLike<number> | undefined,
): Float64Array {
  let clusters = clusterOf === undefined ? itemCount : 0;
  for (let item = 0; item < itemCount; item += 1) clusters = Math.max(clusters, (clusterOf?.[item] ?? 0) + 1);
  const totals = new Float64Array(itemCount === 0 ? 0 : clusters * width);
  const ofItem = new Float64Array(width);
  for (let item = 0; item < itemCount; item += 1) {
    ofItem.fill(0);
    coefficient.addItem(counts.subarray(item * categories.length, (item + 1) * categories.length), ofItem);
    const from = (clusterOf?.[item] ?? item) * width;
    for (let column = 0; column < width; column += 1) {
      totals[from + column] = (totals[from + column] ?? 0) + (ofItem[column] ?? 0);
    }
  }
  return totals;
}

function itemsWithPairs({ categories, itemCount, counts }: RatingCounts): number {
  let items = 0;
  for (let item = 0; item < itemCount; item += 1) {
    let ratings = 0;
    for (let category = 0; category < categories.length; category += 1) {
      ratings += counts[item * categories.length + category] ?? 0;
    }
    if (ratings >= 2) items += 1;
  }
  return items;
}
