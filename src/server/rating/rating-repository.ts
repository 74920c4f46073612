import type {
  Adjudication,
  CheckRating,
  RatedKind,
  Rater,
  Rating,
  RatingItem,
  RatingValue,
} from '../../core/rating.ts';
import type { PeopleStore } from '../../store/contract/people.ts';
import type { RatingItemOrigin, RatingStore } from '../../store/contract/ratings.ts';
import type { StudyStore } from '../../store/contract/study.ts';

/** The store as the rating page sees it. */
export type RatedStore = RatingStore &
  Pick<PeopleStore, 'personJudgments' | 'savePersonJudgments' | 'removePersonJudgments'> &
  Pick<StudyStore, 'changeCount' | 'revision'>;

/**
 * All items and ratings in memory, written through to the store: a rating counts once it is durable. What other processes
 * have stored since is not in it.
 */
export class RatingRepository {
  readonly items: ReadonlyMap<number, RatingItem>;
  readonly #origins: ReadonlyMap<number, RatingItemOrigin>;
  readonly #store: RatingStore;
  readonly #what: RatedKind;
  readonly #byItem = new Map<number, Map<string, Rating>>();
  readonly #byRater = new Map<string, Map<number, Rating>>();
  readonly #adjudicated = new Map<number, Adjudication>();
  readonly #known = new Map<string, Rater>();
  /** By rater, then id of the check. */
  readonly #checks = new Map<string, Map<string, CheckRating>>();
  /** By fold, the spelling that came first. */
  readonly #spellings = new Map<string, string>();
  #writing: Promise<unknown> = Promise.resolve();
  #revision = 0;

  private constructor(
    store: RatingStore,
    what: RatedKind,
    items: readonly RatingItem[],
    origins: readonly RatingItemOrigin[],
  ) {
    this.#store = store;
    this.#what = what;
    this.items = new Map(items.map((item) => [item.item, item]));
    this.#origins = new Map(origins.map((origin) => [origin.item, origin]));
  }

  static async open(store: RatingStore, what: RatedKind = 'explanations'): Promise<RatingRepository> {
    const [items, origins] = [await store.ratingItems(), await store.ratingOrigins()];
    const repository = new RatingRepository(store, what, items, origins);
    for (const rater of await store.raters(what)) repository.#noteRater(rater);
    for (const rating of await store.checkRatings(what)) repository.#noteCheck(rating);
    for (const { rater } of await store.ratingHolds()) repository.spellingOf(rater);
    for (const rating of await store.ratings()) repository.#note(rating);
    for (const adjudicated of await store.adjudications())
      repository.#adjudicated.set(adjudicated.item, adjudicated);
    return repository;
  }

  /** Changes whenever a rating does. */
  get revision(): number {
    return this.#revision;
  }

  get origins(): readonly RatingItemOrigin[] {
    return [...this.#origins.values()];
  }

  originOf(item: number): RatingItemOrigin | null {
    return this.#origins.get(item) ?? null;
  }

  /** Who rated anything, or joined. */
  get raters(): Iterable<string> {
    return new Set([...this.#byRater.keys(), ...this.#known.keys()]);
  }

  /** What is stored of somebody who joined; null of who only rated. */
  rater(name: string): Rater | null {
    return this.#known.get(name) ?? null;
  }

  /** What a rater said of items with a known answer, by their id. */
  checksBy(rater: string): ReadonlyMap<string, CheckRating> {
    return this.#checks.get(rater) ?? new Map();
  }

  /** By rater. */
  ratingsOf(item: number): ReadonlyMap<string, Rating> {
    return this.#byItem.get(item) ?? new Map();
  }

  /** How the name of a rater is written here: as it came first. */
  spellingOf(name: string): string {
    const fold = foldName(name);
    const spelling = this.#spellings.get(fold) ?? name;
    this.#spellings.set(fold, spelling);
    return spelling;
  }

  /** What raters gave the item, skips left out. */
  valuesOf(item: number): readonly RatingValue[] {
    return [...this.ratingsOf(item).values()].flatMap(({ value }) => (value === null ? [] : [value]));
  }

  /** By item. */
  ratingsBy(rater: string): ReadonlyMap<number, Rating> {
    return this.#byRater.get(rater) ?? new Map();
  }

  adjudicationOf(item: number): Adjudication | null {
    return this.#adjudicated.get(item) ?? null;
  }

  get ratings(): readonly Rating[] {
    return [...this.#byItem.values()].flatMap((ofItem) => [...ofItem.values()]);
  }

  get adjudicated(): readonly Adjudication[] {
    return [...this.#adjudicated.values()];
  }

  /** Whether anybody rated or adjudicated anything; skips give no value. */
  get hasValues(): boolean {
    return this.#adjudicated.size > 0 || this.ratings.some(({ value }) => value !== null);
  }

  /**
   * Keeps those that are newer than what the same rater said of the same item. Gives how many.
   * @param check what has to hold when their turn comes; throws where it does not.
   */
  save(ratings: readonly Rating[], check: () => void = () => undefined): Promise<number> {
    return this.#inTurn(async () => {
      check();
      const newer = latest(ratings, ({ item, rater }) => `${item} ${rater}`, 'ratedAt').filter(
        ({ item, rater, ratedAt }) => ratedAt > (this.ratingsOf(item).get(rater)?.ratedAt ?? -Infinity),
      );
      if (newer.length > 0) await this.#store.saveRatings(newer);
      for (const rating of newer) this.#note(rating);
      return newer.length;
    });
  }

  /** Keeps those that are newer than what is adjudicated. Gives how many. */
  adjudicate(adjudicated: readonly Adjudication[]): Promise<number> {
    return this.#inTurn(async () => {
      const newer = latest(adjudicated, ({ item }) => `${item}`, 'adjudicatedAt').filter(
        ({ item, adjudicatedAt }) =>
          adjudicatedAt > (this.#adjudicated.get(item)?.adjudicatedAt ?? -Infinity),
      );
      if (newer.length > 0) await this.#store.saveAdjudications(newer);
      for (const each of newer) this.#adjudicated.set(each.item, each);
      return newer.length;
    });
  }

  saveRater(rater: Rater): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.saveRater(this.#what, rater);
      this.#noteRater(rater);
    });
  }

  /** As `save`, of answers to items with a known answer. */
  saveChecks(ratings: readonly CheckRating[], check: () => void = () => undefined): Promise<void> {
    return this.#inTurn(async () => {
      check();
      const newer = latest(ratings, ({ check, rater }) => `${check} ${rater}`, 'ratedAt').filter(
        ({ check, rater, ratedAt }) => ratedAt > (this.checksBy(rater).get(check)?.ratedAt ?? -Infinity),
      );
      if (newer.length > 0) await this.#store.saveCheckRatings(this.#what, newer);
      for (const rating of newer) this.#noteCheck(rating);
    });
  }

  /** Takes out all ratings by a person, and what else is stored of them. Gives how many ratings. */
  withdraw(rater: string): Promise<number> {
    return this.#inTurn(async () => {
      const removed = await this.#store.removeRatings(rater);
      for (const item of this.ratingsBy(rater).keys()) this.#byItem.get(item)?.delete(rater);
      this.#byRater.delete(rater);
      this.#known.delete(rater);
      this.#checks.delete(rater);
      this.#revision += 1;
      return removed;
    });
  }

  /** One write after the other, so that what is newer is decided on what is stored. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  #noteRater(rater: Rater): void {
    this.spellingOf(rater.rater);
    this.#known.set(rater.rater, rater);
    this.#revision += 1;
  }

  #noteCheck(rating: CheckRating): void {
    const ofRater = this.#checks.get(rating.rater) ?? new Map<string, CheckRating>();
    this.#checks.set(rating.rater, ofRater.set(rating.check, rating));
    this.#revision += 1;
  }

  #note(rating: Rating): void {
    this.spellingOf(rating.rater);
    indexed(this.#byItem, rating.item).set(rating.rater, rating);
    indexed(this.#byRater, rating.rater).set(rating.item, rating);
    this.#revision += 1;
  }
}

function indexed<Key, Inner>(index: Map<Key, Map<Inner, Rating>>, key: Key): Map<Inner, Rating> {
  const found = index.get(key) ?? new Map<Inner, Rating>();
  index.set(key, found);
  return found;
}

/** The latest of each key. */
function latest<T, Time extends keyof T>(
  all: readonly (T & Readonly<Record<Time, number>>)[],
  keyOf: (one: T) => string,
  time: Time,
): T[] {
  const byKey = new Map<string, T & Readonly<Record<Time, number>>>();
  for (const one of all) {
    const other = byKey.get(keyOf(one));
    if (other === undefined || one[time] >= other[time]) byKey.set(keyOf(one), one);
  }
  return [...byKey.values()];
}

/** Names that people would take for the same have the same fold: characters that cannot be seen make no other name. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\p{Cf}\p{Z}\s]+/gu, (unseen) => (/[\p{Z}\s]/u.test(unseen) ? ' ' : ''))
    .trim()
    .toLocaleLowerCase('en');
}
