import type { RatingValue } from '../../../core/rating.ts';
import type { RatingBook } from '../rating-book.ts';
import { readRatingsCsv } from './read-ratings-csv.ts';

/**
 * Saves the ratings of a file; for each item and person the later word counts.
 * @param scale the values that can be given, upwards.
 * @param file how the user knows the file, for errors.
 * @returns how many lines were saved, and how many said nothing newer than what is stored.
 * @throws DataError with the line; then nothing is saved.
 */
export async function importRatings(
  book: RatingBook,
  scale: readonly RatingValue[],
  csv: string,
  file?: string,
): Promise<{ readonly saved: number; readonly known: number }> {
  const { ratings, settled } = readRatingsCsv(csv, { origins: book.origins, scale }, file);
  const spelled = ratings.map((rating) => ({ ...rating, rater: book.spellingOf(rating.rater) }));
  const saved = (await book.save(spelled)) + (await book.settle(settled));
  return { saved, known: ratings.length + settled.length - saved };
}
