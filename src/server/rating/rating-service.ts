import { hash } from 'node:crypto';
import type { Adjudication, Rating, RatingItem, RatingSettings, RatingValue } from '../../core/rating.ts';
import type {
  DisputedItem,
  DisputedItems,
  JoinedRater,
  OwnRating,
  RaterWork,
  RatingChange,
  RatingOverview,
  RatingStudy,
} from '../../core/rating-page.ts';
import { ratingAgreement } from '../../measures/understanding/compute.ts';
import { checkRatingLabels, ratingScale } from '../../store/contract/rating-scale.ts';
import { ratingTable } from '../../store/contract/rating-table.ts';
import type { RatingStore } from '../../store/contract/ratings.ts';
import type { StudyStore } from '../../store/contract/study.ts';
import { RequestError } from '../problems.ts';
import { assignItem, heldForMs, raterOrder } from './assign-item.ts';
import { RatingRepository } from './rating-repository.ts';
import { importRatings, writeRatingsCsv } from './ratings-csv.ts';

/** The store as the rating page sees it. */
export type RatedStore = RatingStore & Pick<StudyStore, 'changeCount' | 'revision'>;

/** The state of the store that was read. */
interface Seen {
  readonly changes: number;
  readonly revision: number;
}

/** What raters and adjudicators can do, apart from how they ask for it. */
export class RatingService {
  #repository: RatingRepository;
  readonly #store: RatedStore;
  readonly #settings: RatingSettings;
  readonly #orders = new Map<string, readonly number[]>();
  #overview: { readonly revision: number; readonly value: RatingOverview } | null = null;

  #seen: Seen;

  private constructor(store: RatedStore, settings: RatingSettings, seen: Seen, repository: RatingRepository) {
    this.#store = store;
    this.#settings = settings;
    this.#seen = seen;
    this.#repository = repository;
  }

  /**
   * Writes nothing: `RatingStore.saveRatingLabels` is to come before the first value.
   * @throws UsageError where the store's ratings are on another scale.
   */
  static async open(store: RatedStore, settings: RatingSettings): Promise<RatingService> {
    // Before what is read, so that nothing that comes in between is missed.
    const seen = { changes: await store.changeCount(), revision: await store.revision() };
    const repository = await RatingRepository.open(store);
    const { location } = store;
    const labels = await store.ratingLabels();
    checkRatingLabels(settings.labels, { location, labels, isUsed: repository.hasValues });
    return new RatingService(store, settings, seen, repository);
  }

  /** Reads again where other processes have changed results meanwhile. */
  async refresh(): Promise<void> {
    const changes = await this.#store.changeCount();
    if (changes === this.#seen.changes) return;
    const revision = await this.#store.revision();
    if (revision !== this.#seen.revision) {
      this.#repository = await RatingRepository.open(this.#store);
      this.#orders.clear();
      this.#overview = null;
    }
    this.#seen = { changes, revision };
  }

  /** The values that can be given, upwards. */
  get scale(): readonly RatingValue[] {
    return ratingScale(this.#settings.labels);
  }

  study(): RatingStudy {
    const { labels, ratersPerItem, guidelines, contentWarning } = this.#settings;
    const { items } = this.#repository;
    const [first = null] = items.values();
    const id = hash('sha256', JSON.stringify([this.#settings.seed, first])).slice(0, 12);
    return { id, labels, ratersPerItem, guidelines, contentWarning, items: items.size };
  }

  join(name: string): JoinedRater {
    const rater = this.#repository.spellingOf(name);
    return { rater, rated: this.#repository.ratingsBy(rater).size };
  }

  /** @param holding the item that the rater's page shows, which it sends in case the server was restarted. */
  async work(name: string, holding: number | null): Promise<RaterWork> {
    const rater = this.#repository.spellingOf(name);
    const now = Date.now();
    const { item, progress } = await this.#store.holdItem(rater, now + heldForMs, (needs) =>
      assignItem({
        ...{ needs, rater, now, shown: holding },
        ratersPerItem: this.#settings.ratersPerItem,
        own: this.#repository.ratingsBy(rater),
        order: this.#orderOf(rater),
      }),
    );
    const own = this.#repository.ratingsBy(rater);
    return {
      current: item === null ? null : this.item(item),
      done: this.#orderOf(rater).flatMap((each) => {
        const rating = own.get(each);
        return rating === undefined ? [] : [ownRating(rating)];
      }),
      progress,
    };
  }

  /** @throws RequestError 404 */
  item(item: number): RatingItem {
    const found = this.#repository.items.get(item);
    if (found === undefined) throw new RequestError(404, `There is no item ${item} to rate.`);
    return found;
  }

  async rate(name: string, changes: readonly RatingChange[]): Promise<void> {
    const rater = this.#repository.spellingOf(name);
    for (const { item } of changes) this.item(item);
    const now = Date.now();
    await this.#repository.save(
      changes.map(({ agoMs, ...rating }) => {
        const before = this.#repository.ratingsOf(rating.item).get(rater)?.ratedAt ?? 0;
        return { ...rating, rater, ratedAt: ratingTime(now, agoMs, before) };
      }),
    );
  }

  overview(): RatingOverview {
    const { revision } = this.#repository;
    if (this.#overview?.revision !== revision) {
      this.#overview = { revision, value: ratingOverview(this.#repository, this.#settings) };
    }
    return this.#overview.value;
  }

  async disputedItems(name: string): Promise<DisputedItems> {
    const adjudicator = this.#repository.spellingOf(name);
    const own = this.#repository.ratingsBy(adjudicator);
    const rates =
      own.size > 0 || (await this.#store.ratingHolds()).some(({ rater }) => rater === adjudicator);
    return disputedItems(
      this.#repository,
      (item) =>
        rates && !own.has(item) && this.#repository.valuesOf(item).length < this.#settings.ratersPerItem,
    );
  }

  async adjudicate(name: string, item: number, value: RatingValue, comment: string): Promise<void> {
    this.item(item);
    const adjudicated: Adjudication = {
      item,
      adjudicator: this.#repository.spellingOf(name),
      value,
      comment,
      adjudicatedAt: Math.max(Date.now(), (this.#repository.adjudicationOf(item)?.adjudicatedAt ?? 0) + 1),
    };
    await this.#repository.adjudicate([adjudicated]);
  }

  /** Takes out everything that a person rated. @returns how many ratings that were. */
  async withdraw(name: string): Promise<number> {
    const rater = this.#repository.spellingOf(name);
    await this.#store.holdItem(rater, 0, () => ({ item: null }));
    return this.#repository.withdraw(rater);
  }

  exportCsv(): string {
    const { ratings, adjudicated, origins } = this.#repository;
    // In the store they lie model by model, and the file may be shown to raters.
    const inOrder = ratings.toSorted((one, other) => one.item - other.item);
    return writeRatingsCsv({ ratings: inOrder, adjudicated, origins });
  }

  /** @throws DataError */
  importCsv(csv: string): ReturnType<typeof importRatings> {
    return importRatings(this.#repository, this.scale, csv);
  }

  #orderOf(rater: string): readonly number[] {
    const order =
      this.#orders.get(rater) ?? raterOrder(this.#repository.items.keys(), this.#settings.seed, rater);
    this.#orders.set(rater, order);
    return order;
  }
}

/** A rating within this time counts as later than the one before, even if the clock was set back. In milliseconds. */
const justNowMs = 10_000;

function ratingTime(now: number, agoMs: number, before: number): number {
  const time = Math.round(now - agoMs);
  return agoMs < justNowMs ? Math.max(time, before + 1) : time;
}

function ownRating({ item, value, comment, seconds }: Rating): OwnRating {
  return { item, value, comment, seconds };
}

/** Progress of the rating of the whole study. */
export function ratingOverview(repository: RatingRepository, settings: RatingSettings): RatingOverview {
  const scale = ratingScale(settings.labels);
  const agreement = ratingAgreement(ratingTable([...repository.origins.values()], repository.ratings, scale));
  const rated = [...repository.items.keys()]
    .map((item) => ({ item, values: repository.valuesOf(item) }))
    .filter(({ values }) => values.length > 0);
  const values = rated.flatMap((each) => each.values);
  const raters = [...repository.raters].map((rater) => raterLine(repository, rater));
  return {
    figures: {
      rawAgreement: agreement.raw,
      gwetAc2: agreement.ac2,
      fleissKappa: agreement.fleissKappa,
      krippendorffAlpha: agreement.alphaOrdinal,
      isTooFew: agreement.isTooFew,
    },
    items: repository.items.size,
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

function raterLine(repository: RatingRepository, rater: string): RatingOverview['raters'][number] {
  const ratings = [...repository.ratingsBy(rater).values()];
  const skipped = ratings.filter(({ value }) => value === null).length;
  return { rater, rated: ratings.length - skipped, skipped };
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
