import { defaultRatingLabels, type RatingValue, scaleSize } from '../../core/rating.ts';
import { UsageError } from '../../errors/errors.ts';
import type { RatingStore } from './ratings.ts';

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

/** What is stored of a scale. */
interface StoredScale {
  /** Where it is stored, as the user would name it. */
  readonly location: string;
  readonly labels: readonly string[] | null;
  /** Whether anybody has given a value of it; skips give none. */
  readonly isUsed: boolean;
}

/**
 * Whether a study's scale can be that of the store: a 3 of three is another answer than a 3 of five.
 * @throws UsageError for too few or too many labels, and for another number of them than values were given on.
 */
export function checkRatingLabels(
  labels: readonly string[],
  { location, labels: stored, isUsed }: StoredScale,
): void {
  const { least, most } = scaleSize;
  if (labels.length < least || labels.length > most) {
    throw new UsageError('The scale of the ratings cannot have so many points.', {
      expected: `${least} to ${most} labels`,
      found: `${labels.length}`,
    });
  }
  const points = ratingScale(stored).length;
  if (!isUsed || labels.length === points) return;
  throw new UsageError('The ratings in the store are on another scale than the study file sets.', {
    where: location,
    expected: `${points} labels, as the ratings in the store have ${points} points`,
    found: `${labels.length} labels in the study file`,
    advice: `Set ${points} labels in "rating", or rate on the new scale in another store; the texts of labels may change at any time.`,
  });
}
