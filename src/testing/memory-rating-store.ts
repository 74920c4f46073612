import type { Adjudication, Rating, RatingItem } from '../core/rating.ts';
import { checkRatingLabels } from '../store/contract/rating-scale.ts';
import type { RatingItemOrigin, RatingStore } from '../store/contract/ratings.ts';

/** An explanation that a `MemoryRatingStore` has people rate. */
export type RatedExplanation = RatingItem & RatingItemOrigin;

/** A rating store for tests, as long as the process lives: what a server restart finds is what was saved. */
export class MemoryRatingStore implements RatingStore {
  readonly location = 'memory';
  readonly #explanations: ReadonlyMap<number, RatedExplanation>;
  readonly #items = new Set<number>();
  readonly #ratings = new Map<string, Rating>();
  readonly #adjudicated = new Map<number, Adjudication>();
  #labels: readonly string[] | null = null;

  constructor(explanations: readonly RatedExplanation[]) {
    this.#explanations = new Map(explanations.map((each) => [each.item, each]));
  }

  async ratingLabels(): Promise<readonly string[] | null> {
    return this.#labels;
  }

  async saveRatingLabels(labels: readonly string[]): Promise<void> {
    const rated = [...this.#ratings.values()].some(({ value }) => value !== null);
    const isUsed = rated || this.#adjudicated.size > 0;
    checkRatingLabels(labels, { location: this.location, labels: this.#labels, isUsed });
    this.#labels = labels;
  }

  async addRatingItems(explanations: readonly number[]): Promise<void> {
    for (const number of explanations) this.#items.add(number);
  }

  async ratingItems(): Promise<readonly RatingItem[]> {
    return this.#chosen().map(({ item, scenario, explanation }) => ({ item, scenario, explanation }));
  }

  async ratingOrigins(): Promise<readonly RatingItemOrigin[]> {
    return this.#chosen().map(({ item, scenarioId, explainer }) => ({ item, scenarioId, explainer }));
  }

  async saveRatings(ratings: readonly Rating[]): Promise<void> {
    for (const rating of ratings) this.#ratings.set(JSON.stringify([rating.item, rating.rater]), rating);
  }

  async ratings(): Promise<readonly Rating[]> {
    return [...this.#ratings.values()];
  }

  async saveAdjudications(adjudicated: readonly Adjudication[]): Promise<void> {
    for (const each of adjudicated) this.#adjudicated.set(each.item, each);
  }

  async adjudications(): Promise<readonly Adjudication[]> {
    return [...this.#adjudicated.values()];
  }

  #chosen(): RatedExplanation[] {
    const numbers = [...this.#items].sort((one, other) => one - other);
    return numbers.flatMap((number) => this.#explanations.get(number) ?? []);
  }
}
