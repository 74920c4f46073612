import type { RatingSettings } from '../../core/rating.ts';
import type { RatingOverview } from '../../core/rating-page.ts';
import { ratingAgreement } from '../../measures/understanding/rating-agreement.ts';
import { ratingScale } from '../../store/rating-scale.ts';
import { ratingTable } from '../../store/rating-table.ts';
import type { RatingBook } from './rating-book.ts';

/** Few enough to be done again while people rate: the bounds wobble in the third digit. */
const bootstrap = { replicates: 2000, seed: 1 };

/** Where the rating of the whole study stands. */
export function ratingOverview(book: RatingBook, settings: RatingSettings): RatingOverview {
  const scale = ratingScale(settings.labels);
  const agreement = ratingAgreement(ratingTable([...book.origins.values()], book.ratings, scale), bootstrap);
  const rated = [...book.items.keys()]
    .map((item) => ({ item, values: book.valuesOf(item) }))
    .filter(({ values }) => values.length > 0);
  const values = rated.flatMap((each) => each.values);
  const raters = [...book.raters].map((rater) => raterLine(book, rater));
  return {
    figures: {
      fleissKappa: agreement.fleissKappa,
      krippendorffAlpha: agreement.alphaOrdinal,
      gwetAc2: agreement.ac2,
      rawAgreement: agreement.raw,
    },
    items: book.items.size,
    complete: rated.filter((each) => each.values.length >= settings.ratersPerItem).length,
    ratersPerItem: settings.ratersPerItem,
    counts: scale.map((value) => ({
      value,
      label: settings.labels[value - 1] ?? `${value}`,
      count: values.filter((each) => each === value).length,
    })),
    skipped: raters.reduce((sum, { skipped }) => sum + skipped, 0),
    raters: raters.sort((one, other) => one.rater.localeCompare(other.rater, 'en')),
  };
}

function raterLine(book: RatingBook, rater: string): RatingOverview['raters'][number] {
  const ratings = [...book.ratingsBy(rater).values()];
  const skipped = ratings.filter(({ value }) => value === null).length;
  return { rater, rated: ratings.length - skipped, skipped };
}
