import { defaultRatingLabels, type RatingValue } from '../core/rating.ts';
import type { RatingStore } from './rating-store.ts';

/**
 * The values that can be given, upwards.
 * @param labels one a point; null where a store holds none.
 */
export function ratingScale(labels: readonly string[] | null): readonly RatingValue[] {
  return Array.from({ length: labels?.length ?? defaultRatingLabels.length }, (_, index) => index + 1);
}

/**
 * The labels that people rate by.
 * @param wanted as the study file says; null where it does not.
 */
export async function ratingLabelsOf(
  store: Pick<RatingStore, 'ratingLabels'>,
  wanted: readonly string[] | null,
): Promise<readonly string[]> {
  return wanted ?? (await store.ratingLabels()) ?? defaultRatingLabels;
}
