import { hash } from 'node:crypto';
import type { Rating, RatingItem, RatingSettings, RatingValue, SettledRating } from '../../core/rating.ts';
import type {
  Differences,
  JoinedRater,
  OwnRating,
  RaterWork,
  RatingChange,
  RatingOverview,
  RatingStudy,
} from '../../core/rating-page.ts';
import type { RatingStore } from '../../store/contract/ratings.ts';
import { checkRatingLabels, ratingScale } from '../../store/sqlite/ratings/saved-ratings.ts';
import { RequestError } from '../problems.ts';
import { assignItem, Reservations, raterOrder } from './assign-item.ts';
import { RatingBook } from './rating-book.ts';
import { differences, ratingOverview } from './rating-overview.ts';
import { importRatings, writeRatingsCsv } from './ratings-csv.ts';

/** What raters and adjudicators can do, apart from how they ask for it. */
export class RatingDesk {
  readonly #book: RatingBook;
  readonly #settings: RatingSettings;
  readonly #reservations: Reservations;
  readonly #orders = new Map<string, readonly number[]>();
  #overview: { readonly revision: number; readonly value: RatingOverview } | null = null;

  private constructor(book: RatingBook, settings: RatingSettings, reservations: Reservations) {
    this.#book = book;
    this.#settings = settings;
    this.#reservations = reservations;
  }

  /**
   * Writes nothing: `RatingStore.saveRatingLabels` is to come before the first value.
   * @param reservations of an earlier desk over the same items.
   * @throws UsageError where the store's ratings are on another scale.
   */
  static async open(
    store: RatingStore,
    settings: RatingSettings,
    reservations = new Reservations(),
  ): Promise<RatingDesk> {
    const book = await RatingBook.open(store);
    const { location } = store;
    const labels = await store.ratingLabels();
    checkRatingLabels(settings.labels, { location, labels, isUsed: book.hasValues });
    return new RatingDesk(book, settings, reservations);
  }

  /** The values that can be given, upwards. */
  get scale(): readonly RatingValue[] {
    return ratingScale(this.#settings.labels);
  }

  study(): RatingStudy {
    const { labels, ratersPerItem, guidelines, contentWarning } = this.#settings;
    const { items } = this.#book;
    const [first = null] = items.values();
    const id = hash('sha256', JSON.stringify([this.#settings.seed, first])).slice(0, 12);
    return { id, labels, ratersPerItem, guidelines, contentWarning, items: items.size };
  }

  join(name: string): JoinedRater {
    const rater = this.#book.spellingOf(name);
    return { rater, rated: this.#book.ratingsBy(rater).size };
  }

  /** @param holding the item that the rater's page shows, which it tells in case the server was restarted. */
  work(name: string, holding: number | null): RaterWork {
    const rater = this.#book.spellingOf(name);
    const { item, progress } = this.#assign(rater, holding);
    if (item === null) this.#reservations.release(rater);
    else this.#reservations.hold(rater, item, Date.now());
    const own = this.#book.ratingsBy(rater);
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
    const found = this.#book.items.get(item);
    if (found === undefined) throw new RequestError(404, `There is no item ${item} to rate.`);
    return found;
  }

  async rate(name: string, changes: readonly RatingChange[]): Promise<void> {
    const rater = this.#book.spellingOf(name);
    for (const { item } of changes) this.item(item);
    const now = Date.now();
    await this.#book.save(
      changes.map(({ agoMs, ...word }) => {
        const before = this.#book.ratingsOf(word.item).get(rater)?.ratedAt ?? 0;
        return { ...word, rater, ratedAt: wordTime(now, agoMs, before) };
      }),
    );
  }

  overview(): RatingOverview {
    const { revision } = this.#book;
    if (this.#overview?.revision !== revision) {
      this.#overview = { revision, value: ratingOverview(this.#book, this.#settings) };
    }
    return this.#overview.value;
  }

  differences(name: string): Differences {
    const adjudicator = this.#book.spellingOf(name);
    const own = this.#book.ratingsBy(adjudicator);
    const rates = own.size > 0 || this.#reservations.heldBy(adjudicator) !== null;
    return differences(
      this.#book,
      (item) => rates && !own.has(item) && this.#book.valuesOf(item).length < this.#settings.ratersPerItem,
    );
  }

  async settle(name: string, item: number, value: RatingValue, comment: string): Promise<void> {
    this.item(item);
    const settled: SettledRating = {
      item,
      adjudicator: this.#book.spellingOf(name),
      value,
      comment,
      settledAt: Math.max(Date.now(), (this.#book.settledOf(item)?.settledAt ?? 0) + 1),
    };
    await this.#book.settle([settled]);
  }

  exportCsv(): string {
    return writeRatingsCsv(this.#book);
  }

  /** @throws DataError */
  importCsv(csv: string): ReturnType<typeof importRatings> {
    return importRatings(this.#book, this.scale, csv);
  }

  #assign(rater: string, holding: number | null): ReturnType<typeof assignItem> {
    return assignItem({
      book: this.#book,
      ratersPerItem: this.#settings.ratersPerItem,
      rater,
      order: this.#orderOf(rater),
      inHand: [this.#reservations.heldBy(rater), holding],
      heldByOthers: this.#reservations.heldByOthers(rater, Date.now()),
    });
  }

  #orderOf(rater: string): readonly number[] {
    const order = this.#orders.get(rater) ?? raterOrder(this.#book.items.keys(), this.#settings.seed, rater);
    this.#orders.set(rater, order);
    return order;
  }
}

/** A word within this time is the rater's last, whatever a clock that was set back says. In milliseconds. */
const justNowMs = 10_000;

function wordTime(now: number, agoMs: number, before: number): number {
  const time = Math.round(now - agoMs);
  return agoMs < justNowMs ? Math.max(time, before + 1) : time;
}

function ownRating({ item, value, comment, seconds }: Rating): OwnRating {
  return { item, value, comment, seconds };
}
