import type { Adjudication, Rater, RatingItem, RatingValue } from '../../core/rating.ts';
import type {
  DisputedItems,
  JoinedRater,
  JoiningRater,
  RaterWork,
  RatingChange,
  RatingOverview,
  RatingStudy,
  TrainingAnswer,
} from '../../core/rating-page.ts';
import { checkRatingLabels, ratingScale } from '../../store/contract/rating-scale.ts';
import { assignItem, raterOrder } from './assign-item.ts';
import { type NumberedCheck, shownCheck } from './check-items.ts';
import {
  completionOf,
  describeStudy,
  type OpenRound,
  openRound,
  type RatingServiceOptions,
  type Seen,
  whatOf,
} from './open-round.ts';
import { type AnswerPlace, checkOf, heldUntil, noItem, saveAnswers, saveTraining } from './rater-answers.ts';
import { checkRater, joinRater, markReturned, raterLink, withKey } from './rater-entry.ts';
import { noProgress, RaterSheet } from './rater-sheet.ts';
import { disputedItems, ratingOverview } from './rating-overview.ts';
import { RatingRepository } from './rating-repository.ts';
import { importRatings, writeRatingsCsv } from './ratings-csv.ts';

/** What raters and adjudicators can do, apart from how they ask for it. */
export class RatingService {
  #repository: RatingRepository;
  #round: OpenRound;
  #seen: Seen;
  readonly #orders = new Map<string, readonly number[]>();
  #joining: Promise<unknown> = Promise.resolve();
  readonly #options: RatingServiceOptions;
  #overview: { readonly revision: number; readonly value: RatingOverview } | null = null;

  private constructor(
    options: RatingServiceOptions,
    seen: Seen,
    repository: RatingRepository,
    round: OpenRound,
  ) {
    this.#options = options;
    this.#seen = seen;
    this.#repository = repository;
    this.#round = round;
  }

  /**
   * Writes nothing: `RatingStore.saveRatingLabels` is to come before the first value.
   * @throws UsageError where the store's ratings are on another scale, and where neither settings nor a round say what to ask.
   */
  static async open(options: RatingServiceOptions): Promise<RatingService> {
    const { store } = options;
    // Before what is read, so that nothing that comes in between is missed.
    const seen = { changes: await store.changeCount(), revision: await store.revision() };
    const repository = await RatingRepository.open(store, whatOf(options));
    const round = await openRound(options, repository);
    const labels = await store.ratingLabels();
    const stored = { location: store.location, labels, isUsed: repository.hasValues };
    checkRatingLabels(round.settings.labels, stored);
    return new RatingService(options, seen, repository, round);
  }

  /** Reads again where other processes have changed results meanwhile. */
  async refresh(): Promise<void> {
    const { store } = this.#options;
    const changes = await store.changeCount();
    if (changes === this.#seen.changes) return;
    const revision = await store.revision();
    if (revision !== this.#seen.revision) {
      this.#repository = await RatingRepository.open(store, whatOf(this.#options));
      this.#round = await openRound(this.#options, this.#repository);
      this.#overview = null;
      this.#orders.clear();
    }
    this.#seen = { changes, revision };
  }

  /** The values that can be given, upwards. */
  get scale(): readonly RatingValue[] {
    return ratingScale(this.#round.settings.labels);
  }

  study(): RatingStudy {
    const [first = null] = this.#repository.items.values();
    return describeStudy(this.#round, whatOf(this.#options), first);
  }

  /** See `joinRater`; one after the other, so that a name is given to one of two who ask for it at once. */
  join(entry: JoiningRater): Promise<JoinedRater> {
    const { settings } = this.#round;
    const joined = this.#joining.then(() => joinRater(this.#repository, entry, { settings, ...this.#entry }));
    this.#joining = joined.catch(() => undefined);
    return joined;
  }

  /** @throws RequestError where somebody asks for the work of another. */
  checkKey(name: string, key: string): void {
    if (this.#options.asksForKey === true) checkRater(this.#repository, name, key);
  }

  /** @param holding the item that the rater's page shows, which it sends in case the server was restarted. */
  async work(name: string, holding: number | null): Promise<RaterWork> {
    const rater = this.#repository.spellingOf(name);
    const { settings } = this.#round;
    const { training } = this.#sheetOf(rater);
    if (training !== null) {
      const { check, number, of } = training;
      const step = { item: this.#shown(check), number, of };
      return { training: step, current: null, done: [], progress: noProgress, completion: null };
    }
    const now = this.#now();
    const { due, order, own } = this.#sheetOf(rater);
    const { item, progress } = await this.#options.store.holdItem(
      rater,
      heldUntil(this.#round, now),
      (needs) => {
        const assigned = assignItem({
          ...{ needs, rater, now, shown: holding, order, own },
          ratersPerItem: settings.ratersPerItem,
          itemsPerRater: settings.itemsPerRater ?? null,
        });
        return due === null ? assigned : { ...assigned, item: null };
      },
    );
    const current = due !== null ? this.#shown(due) : item === null ? null : this.#itemOf(item);
    const sheet = this.#sheetOf(rater);
    const isThrough = current === null && sheet.done.length > 0;
    return {
      ...{ training: null, current, done: sheet.done, progress: sheet.withChecks(progress) },
      completion: settings.prolific && isThrough ? completionOf(settings.prolific.completionCode) : null,
    };
  }

  /**
   * @param name whose work it has to be part of; null where everybody may see every item.
   * @throws RequestError 404
   */
  item(item: number, name: string | null = null): RatingItem {
    const rater = name === null ? null : this.#repository.spellingOf(name);
    const isTheirs = rater === null || this.#sheetOf(rater).done.some((each) => each.item === item);
    if (!isTheirs) throw noItem(item);
    const check = checkOf(this.#round, item);
    return check === null ? this.#itemOf(item) : this.#shown(check);
  }

  /** See `saveAnswers`. */
  rate(name: string, changes: readonly RatingChange[]): Promise<readonly number[]> {
    return saveAnswers(this.#place, this.#repository.spellingOf(name), changes);
  }

  /** See `saveTraining`. */
  train(name: string, item: number, value: RatingValue, seconds: number | null): Promise<TrainingAnswer> {
    return saveTraining(this.#place, this.#repository.spellingOf(name), { item, value, seconds });
  }

  overview(): RatingOverview {
    const { revision } = this.#repository;
    if (this.#overview?.revision !== revision) {
      const { asksForKey, token } = this.#entry;
      const linkOf = asksForKey ? (rater: Rater) => raterLink(rater, token) : null;
      const value = ratingOverview(this.#repository, this.#round, linkOf);
      this.#overview = { revision, value };
    }
    return this.#overview.value;
  }

  /** The rater's own address, see `JoinedRater.link`; who never joined here gets a key for it. */
  async linkOf(name: string): Promise<string> {
    const rater = this.#repository.spellingOf(name);
    const { token, now } = this.#entry;
    return raterLink(await withKey(this.#repository, rater, now), token);
  }

  async disputedItems(name: string): Promise<DisputedItems> {
    const adjudicator = this.#repository.spellingOf(name);
    const own = this.#repository.ratingsBy(adjudicator);
    const rates =
      own.size > 0 || (await this.#options.store.ratingHolds()).some(({ rater }) => rater === adjudicator);
    const { open, settings } = this.#round;
    return disputedItems(
      this.#repository,
      (item) =>
        rates &&
        open.has(item) &&
        !own.has(item) &&
        this.#repository.valuesOf(item).length < settings.ratersPerItem,
    );
  }

  async adjudicate(name: string, item: number, value: RatingValue, comment: string): Promise<void> {
    if (!this.#repository.items.has(item)) throw noItem(item);
    const adjudicated: Adjudication = {
      item,
      adjudicator: this.#repository.spellingOf(name),
      value,
      comment,
      adjudicatedAt: Math.max(this.#now(), (this.#repository.adjudicationOf(item)?.adjudicatedAt ?? 0) + 1),
    };
    await this.#repository.adjudicate([adjudicated]);
  }

  /** Takes out everything that is stored of a person. @returns how many ratings that were. */
  async withdraw(name: string): Promise<number> {
    const rater = this.#repository.spellingOf(name);
    await this.#options.store.holdItem(rater, 0, () => ({ item: null }));
    return this.#repository.withdraw(rater);
  }

  /** Takes out what a person rated, so that others get the items, and lets them rate no more. @returns how many ratings that were. */
  async giveBack(name: string): Promise<number> {
    const rater = this.#repository.spellingOf(name);
    const known = this.#repository.rater(rater);
    const removed = await this.withdraw(rater);
    await markReturned(this.#repository, rater, known, this.#now());
    return removed;
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

  get #place(): AnswerPlace {
    const { store } = this.#options;
    return { store, repository: this.#repository, round: this.#round, now: () => this.#now() };
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  get #entry() {
    const { asksForKey = false, token = null } = this.#options;
    return { asksForKey, token, now: this.#now() };
  }

  #sheetOf(rater: string): RaterSheet {
    const { open, settings } = this.#round;
    const order = this.#orders.get(rater) ?? raterOrder(open, settings.seed, rater);
    this.#orders.set(rater, order);
    return new RaterSheet(rater, order, this.#round, this.#repository);
  }

  #itemOf(item: number): RatingItem {
    return this.#repository.items.get(item) ?? noItem(item);
  }

  #shown(check: NumberedCheck): RatingItem {
    const item = shownCheck(check);
    return this.#options.present?.(item) ?? item;
  }
}
