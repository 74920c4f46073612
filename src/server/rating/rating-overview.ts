import type { Rater, RatingItem } from '../../core/rating.ts';
import type { DisputedItem, DisputedItems, RaterLine, RatingOverview } from '../../core/rating-page.ts';
import { ratingAgreement } from '../../measures/understanding/compute.ts';
import { ratingScale } from '../../store/contract/rating-scale.ts';
import { ratingTable } from '../../store/contract/rating-table.ts';
import { checkScore, type NumberedCheck } from './check-items.ts';
import type { OpenRound } from './open-round.ts';
import type { RatingRepository } from './rating-repository.ts';

/** Progress of the rating of the whole study. Agreement is of all ratings that are stored. */
export function ratingOverview(
  repository: RatingRepository,
  round: OpenRound,
  linkOf: ((rater: Rater) => string) | null,
): RatingOverview {
  const { settings, open, checks } = round;
  const scale = ratingScale(settings.labels);
  const agreement = ratingAgreement(ratingTable([...repository.origins.values()], repository.ratings, scale));
  const rated = [...repository.items.keys()]
    .map((item) => ({ item, values: repository.valuesOf(item) }))
    .filter(({ values }) => values.length > 0);
  const values = rated.flatMap((each) => each.values);
  const linkFor = (rater: Rater | null) => (rater === null || linkOf === null ? null : linkOf(rater));
  const raters = [...repository.raters].map((rater) => ({
    ...raterLine(repository, rater, checks),
    link: linkFor(repository.rater(rater)),
  }));
  const ofKind = (kind: NumberedCheck['kind']) => checks.filter((check) => check.kind === kind).length;
  return {
    what: settings.what ?? 'explanations',
    checks: { training: ofKind('training'), gold: ofKind('gold'), attention: ofKind('attention') },
    figures: {
      rawAgreement: agreement.raw,
      gwetAc2: agreement.ac2,
      fleissKappa: agreement.fleissKappa,
      krippendorffAlpha: agreement.alphaOrdinal,
      isTooFew: agreement.isTooFew,
    },
    items: open.size,
    complete: rated.filter((each) => open.has(each.item) && each.values.length >= settings.ratersPerItem)
      .length,
    ratersPerItem: settings.ratersPerItem,
    asksForKey: linkOf !== null,
    counts: scale.map((value) => ({
      value,
      label: settings.labels[value - 1] ?? `${value}`,
      count: values.filter((each) => each === value).length,
    })),
    skipped: raters.reduce((sum, { skipped }) => sum + skipped, 0),
    raters: raters.sort((one, other) => one.rater.localeCompare(other.rater, 'en')),
  };
}

function raterLine(
  repository: RatingRepository,
  rater: string,
  checks: readonly NumberedCheck[],
): Omit<RaterLine, 'link'> {
  const ratings = [...repository.ratingsBy(rater).values()];
  const answers = repository.checksBy(rater);
  const skipped = ratings.filter(({ value }) => value === null).length;
  const seconds = ratings.flatMap((each) =>
    each.value === null || each.seconds === null ? [] : [each.seconds],
  );
  const known = repository.rater(rater);
  return {
    rater,
    rated: ratings.length - skipped,
    skipped,
    medianSeconds: median(seconds),
    training: checkScore(checks, 'training', answers),
    gold: checkScore(checks, 'gold', answers),
    attention: checkScore(checks, 'attention', answers),
    lastRatedAt: ratings.length === 0 ? null : Math.max(...ratings.map(({ ratedAt }) => ratedAt)),
    isReturned: known !== null && known.returnedAt !== null,
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Most items in one answer. */
const most = 100;

/**
 * Items whose raters differ, those further apart first. A person who has yet to rate an item is not shown what
 * others said of it.
 * @param stillToRate whether the one who asks may be given the item for rating.
 */
export function disputedItems(
  repository: RatingRepository,
  stillToRate: (item: number) => boolean,
): DisputedItems {
  const disputed = [...repository.items.values()]
    .map((item) => ({ shown: shownItem(repository, item), spread: spreadOf(repository, item.item) }))
    .filter(({ spread }) => spread > 0);
  const visible = disputed.filter(({ shown: { item } }) => !stillToRate(item.item));
  visible.sort(
    (one, other) =>
      Number(one.shown.adjudicated !== null) - Number(other.shown.adjudicated !== null) ||
      other.spread - one.spread ||
      one.shown.item.item - other.shown.item.item,
  );
  const adjudicated = visible.filter(({ shown }) => shown.adjudicated !== null).length;
  return {
    items: visible.slice(0, most).map(({ shown }) => shown),
    open: visible.length - adjudicated,
    adjudicated,
    withheld: disputed.length - visible.length,
  };
}

function shownItem(repository: RatingRepository, item: RatingItem): DisputedItem {
  const adjudicated = repository.adjudicationOf(item.item);
  const ratings = [...repository.ratingsOf(item.item).values()].flatMap(({ value, comment }) =>
    value === null ? [] : [{ value, comment }],
  );
  return {
    item,
    // By value, not by rater: the order does not reveal who gave which rating.
    ratings: ratings.sort((one, other) => one.value - other.value || (one.comment < other.comment ? -1 : 1)),
    adjudicated: adjudicated && {
      value: adjudicated.value,
      comment: adjudicated.comment,
      adjudicator: adjudicated.adjudicator,
    },
  };
}

/** Variance of the values: 0 where all are equal or there is only one. */
function spreadOf(repository: RatingRepository, item: number): number {
  const values = repository.valuesOf(item);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
