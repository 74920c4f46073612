import type { RatingItem, RatingSettings } from '../../core/rating.ts';
import type { Differences, DifferingItem, RatingOverview } from '../../core/rating-page.ts';
import { ratingAgreement } from '../../measures/understanding/compute.ts';
import { ratingTable } from '../../store/sqlite/ratings/rating-items.ts';
import { ratingScale } from '../../store/sqlite/ratings/saved-ratings.ts';
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

/** Most items in one answer. */
const most = 100;

/**
 * Items whose raters differ, those further apart first. Somebody who has yet to rate an item is not shown what
 * others said of it.
 * @param stillToRate whether the one who asks may be given the item for rating.
 */
export function differences(book: RatingBook, stillToRate: (item: number) => boolean): Differences {
  const differing = [...book.items.values()]
    .map((item) => ({ shown: shownItem(book, item), spread: spreadOf(book, item.item) }))
    .filter(({ spread }) => spread > 0);
  const visible = differing.filter(({ shown: { item } }) => !stillToRate(item.item));
  visible.sort(
    (one, other) =>
      Number(one.shown.settled !== null) - Number(other.shown.settled !== null) ||
      other.spread - one.spread ||
      one.shown.item.item - other.shown.item.item,
  );
  const settled = visible.filter(({ shown }) => shown.settled !== null).length;
  return {
    items: visible.slice(0, most).map(({ shown }) => shown),
    open: visible.length - settled,
    settled,
    withheld: differing.length - visible.length,
  };
}

function shownItem(book: RatingBook, item: RatingItem): DifferingItem {
  const settled = book.settledOf(item.item);
  const ratings = [...book.ratingsOf(item.item).values()].flatMap(({ value, comment }) =>
    value === null ? [] : [{ value, comment }],
  );
  return {
    item,
    // By value, not by rater: the order tells nothing of who said what.
    ratings: ratings.sort((one, other) => one.value - other.value || (one.comment < other.comment ? -1 : 1)),
    settled: settled && {
      value: settled.value,
      comment: settled.comment,
      adjudicator: settled.adjudicator,
    },
  };
}

/** Variance of the values: 0 where all are equal or there is only one. */
function spreadOf(book: RatingBook, item: number): number {
  const values = book.valuesOf(item);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
