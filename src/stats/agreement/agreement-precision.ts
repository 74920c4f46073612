import { normalQuantile } from '../distributions/normal.ts';
import type { AgreementCoefficient, RatingCounts } from './many-raters.ts';

/** With fewer items that have two ratings a coefficient of agreement says nothing: "too few yet". */
export const leastSharedItems = 10;

/** How precise a coefficient of agreement is, and how many items more would make it so. */
export interface AgreementPrecision {
  /** Items with two ratings or more. */
  readonly items: number;
  /** Fewer than ten of them: show "too few yet" instead of the coefficient. */
  readonly isTooFew: boolean;
  /** By jackknife over clusters; null where too few, and where it is 0 or leaving one out makes the coefficient undefined. */
  readonly standardError: number | null;
  /** Items with two ratings that make a 95 % interval ± `halfWidth`, at least ten; null without a standard error. */
  readonly itemsNeeded: number | null;
}

/** The precision that is wanted, in units of the coefficient (default ± .1), and which items belong together. */
export interface PrecisionOptions {
  readonly halfWidth?: number;
  /** Number of each item's cluster, from 0, where items are not independent; else each item is its own. */
  readonly clusterOf?: ArrayLike<number>;
}

/**
 * How precise a coefficient of agreement is, and how many items would be enough:
 * SE² = (G - 1)/G Σ_g (θ_(g) - θ̄)², θ_(g) the coefficient without cluster g; needed = items · (z SE / half width)².
 *
 * Source: Efron and Stein (1981), Annals of Statistics 9, 586-596 (jackknife); for agreement Gwet (2014), *Handbook of
 * Inter-Rater Reliability*, 4th ed., chapter 5.
 *
 * @example
 * agreementPrecision(fleissKappa, ratingCounts(rows)).itemsNeeded;
 */
export function agreementPrecision(
  coefficient: AgreementCoefficient,
  ratings: RatingCounts,
  { halfWidth = 0.1, clusterOf }: PrecisionOptions = {},
): AgreementPrecision {
  const { totals, items } = sharedTotals(coefficient, ratings, clusterOf);
  const isTooFew = items < leastSharedItems;
  const standardError = isTooFew ? null : jackknife(coefficient, totals, ratings.categories);
  const z = normalQuantile(0.975);
  const itemsNeeded =
    standardError === null
      ? null
      : Math.max(leastSharedItems, Math.ceil(items * ((z * standardError) / halfWidth) ** 2));
  return { items, isTooFew, standardError, itemsNeeded };
}

/** The coefficient's totals of each cluster that has an item with two ratings. */
function sharedTotals(
  coefficient: AgreementCoefficient,
  { categories, itemCount, counts }: RatingCounts,
  clusterOf: ArrayLike<number> | undefined,
): { readonly totals: readonly Float64Array[]; readonly items: number } {
  const width = coefficient.width(categories.length);
  const clusters = new Map<number, Float64Array>();
  let items = 0;
  for (let item = 0; item < itemCount; item += 1) {
    const ofItem = counts.subarray(item * categories.length, (item + 1) * categories.length);
    if (ofItem.reduce((sum, count) => sum + count, 0) < 2) continue;
    items += 1;
    const cluster = clusterOf?.[item] ?? item;
    const sums = clusters.get(cluster) ?? new Float64Array(width);
    const adds = new Float64Array(width);
    coefficient.addItem(ofItem, adds);
    clusters.set(
      cluster,
      sums.map((sum, column) => sum + (adds[column] ?? 0)),
    );
  }
  return { totals: [...clusters.values()], items };
}

function jackknife(
  coefficient: AgreementCoefficient,
  totals: readonly Float64Array[],
  categories: readonly number[],
): number | null {
  const width = totals[0]?.length ?? 0;
  const all = new Float64Array(width);
  for (const sums of totals) for (let i = 0; i < width; i += 1) all[i] = (all[i] ?? 0) + (sums[i] ?? 0);
  const without = totals.map((sums) =>
    coefficient.value(
      all.map((sum, i) => notNegative(sum - (sums[i] ?? 0))),
      categories,
    ),
  );
  const values = without.filter((value) => value !== null);
  if (values.length < 2 || values.length < totals.length) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(((values.length - 1) / values.length) * squares);
  return standardError < 1e-12 ? null : standardError;
}

/** Totals are not negative; what subtracting leaves of nothing is nothing. */
function notNegative(total: number): number {
  return total < 1e-9 ? 0 : total;
}
