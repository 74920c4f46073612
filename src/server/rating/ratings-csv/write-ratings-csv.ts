import { stringify } from 'csv-stringify/sync';
import type { Rating, SettledRating } from '../../../core/rating.ts';
import { guardFormula } from '../../../tables/formula-guard.ts';
import type { RatingItemOrigin } from '../../../store/rating-store.ts';
import { ratingsCsvColumns } from './ratings-csv-columns.ts';

/** Everything that people said, and where it belongs. */
export interface RatingsOfStudy {
  readonly ratings: readonly Rating[];
  readonly settled: readonly SettledRating[];
  readonly origins: readonly RatingItemOrigin[];
}

/**
 * Ratings and settled values as CSV, see docs/rating.md. `readRatingsCsv` gives back exactly what went in. The
 * models that wrote the explanations are not in it, so that it can be shown to raters.
 */
export function writeRatingsCsv({ ratings, settled, origins }: RatingsOfStudy): string {
  const scenarios = new Map(origins.map(({ item, scenarioId }) => [item, scenarioId]));
  const lines = [
    ...ratings.map((rating) => [
      rating.item,
      scenarios.get(rating.item) ?? '',
      'rater',
      guardFormula(rating.rater),
      rating.value ?? '',
      guardFormula(rating.comment),
      rating.seconds,
      new Date(rating.ratedAt).toISOString(),
    ]),
    ...settled.map((each) => [
      each.item,
      scenarios.get(each.item) ?? '',
      'adjudicator',
      guardFormula(each.adjudicator),
      each.value,
      guardFormula(each.comment),
      '',
      new Date(each.settledAt).toISOString(),
    ]),
  ];
  // A lone carriage return would be read as a line end.
  return stringify([ratingsCsvColumns, ...lines], { quoted_match: /[\r\n]/ });
}
