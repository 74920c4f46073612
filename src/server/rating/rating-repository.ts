import type { Adjudication, Rating, RatingItem, RatingValue } from '../../core/rating.ts';
import type { RatingItemOrigin, RatingStore } from '../../store/contract/ratings.ts';

/**
 * All items and ratings in memory, written through to the store: a rating counts once it is durable. What other processes
 * have stored since is not in it.
 */
export class RatingRepository {
  readonly items: ReadonlyMap<number, RatingItem>;
  readonly #origins: ReadonlyMap<number, RatingItemOrigin>;
  readonly #store: RatingStore;
  readonly #byItem = new Map<number, Map<string, Rating>>();
  readonly #byRater = new Map<string, Map<number, Rating>>();
  readonly #adjudicated = new Map<number, Adjudication>();
  /** By fold, the spelling that came first. */
  readonly #spellings = new Map<string, string>();
  #writing: Promise<unknown> = Promise.resolve();
  #revision = 0;

  private constructor(
    store: RatingStore,
    items: readonly RatingItem[],
    origins: readonly RatingItemOrigin[],
  ) {
    this.#store = store;
    this.items = new Map(items.map((item) => [item.item, item]));
    this.#origins = new Map(origins.map((origin) => [origin.item, origin]));
  }

  static async open(store: RatingStore): Promise<RatingRepository> {
    const repository = new RatingRepository(store, await store.ratingItems(), await store.ratingOrigins());
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

  get raters(): Iterable<string> {
    return this.#byRater.keys();
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

  /** Keeps those that are newer than what the same rater said of the same item. Gives how many. */
  save(ratings: readonly Rating[]): Promise<number> {
    return this.#inTurn(async () => {
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

  /** Takes out all ratings by a person. Gives how many. */
  withdraw(rater: string): Promise<number> {
    return this.#inTurn(async () => {
      const removed = await this.#store.removeRatings(rater);
      for (const item of this.ratingsBy(rater).keys()) this.#byItem.get(item)?.delete(rater);
      this.#byRater.delete(rater);
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

/** Names that people would take for the same have the same fold. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('en');
}
