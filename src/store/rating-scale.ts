import type { RatingValue } from '../core/rating.ts';

/** The scale of every store before one could be chosen. */
const pointsOfOldStores = 3;

/**
 * The values that can be given, upwards.
 * @param labels one a point; null where a store holds none.
 */
export function ratingScale(labels: readonly string[] | null): readonly RatingValue[] {
  return Array.from({ length: labels?.length ?? pointsOfOldStores }, (_, index) => index + 1);
}
