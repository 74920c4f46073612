import type { Rating } from '../../core/rating.ts';
import type { OwnRating, RaterProgress } from '../../core/rating-page.ts';
import { type NumberedCheck, type PlacedCheck, placeChecks } from './check-items.ts';
import type { OpenRound } from './open-round.ts';
import type { RatingRepository } from './rating-repository.ts';

/** Of who is still training. */
export const noProgress: RaterProgress = { rated: 0, skipped: 0, left: 0, waiting: 0 };

/** One rater's way through the training, the items and the items with a known answer among them. */
export class RaterSheet {
  /** All items that are open, in the rater's order. */
  readonly order: readonly number[];
  /** What the rater said of items that are open. */
  readonly own: ReadonlyMap<number, Rating>;
  readonly #rater: string;
  readonly #round: OpenRound;
  readonly #repository: RatingRepository;
  /** Gold items and attention checks, where they come. */
  readonly #places: readonly PlacedCheck[];

  constructor(rater: string, order: readonly number[], round: OpenRound, repository: RatingRepository) {
    const { open, settings, checks } = round;
    const { seed } = settings;
    this.#rater = rater;
    this.#round = round;
    this.#repository = repository;
    this.order = order;
    this.own = new Map([...repository.ratingsBy(rater)].filter(([item]) => open.has(item)));
    const among = checks.filter(({ kind }) => kind !== 'training');
    const items = Math.min(open.size, settings.itemsPerRater ?? open.size);
    this.#places = placeChecks(among, { seed, rater, items });
  }

  /** The training item that comes next; null after the last. */
  get training(): { readonly check: NumberedCheck; readonly number: number; readonly of: number } | null {
    const all = this.#round.checks.filter(({ kind }) => kind === 'training');
    const index = all.findIndex(({ id }) => !this.#answers.has(id));
    const check = all[index];
    return check === undefined ? null : { check, number: index + 1, of: all.length };
  }

  /** The item with a known answer that comes now, before any other item; null where none does. */
  get due(): NumberedCheck | null {
    const due = this.#places.find(
      ({ check, after }) => after <= this.own.size && !this.#answers.has(check.id),
    );
    return due?.check ?? null;
  }

  /** Everything that the rater did, in the order in which it comes. */
  get done(): readonly OwnRating[] {
    const rated = this.order.flatMap((item) => {
      const rating = this.own.get(item);
      return rating === undefined ? [] : [ownRating(item, rating)];
    });
    const checks = this.#places.flatMap(({ check, after }) => {
      const answer = this.#answers.get(check.id);
      return answer === undefined ? [] : [{ after, rating: ownRating(check.item, answer) }];
    });
    return [...rated.keys(), rated.length].flatMap((place) => [
      ...checks.filter(({ after }) => after === place).map(({ rating }) => rating),
      ...rated.slice(place, place + 1),
    ]);
  }

  /** The progress as the rater sees it: items with a known answer are items like others. */
  withChecks({ rated, skipped, left, waiting }: RaterProgress): RaterProgress {
    const last = rated + skipped + left;
    const given = this.#places.flatMap(({ check }) => this.#answers.get(check.id) ?? []);
    const skips = given.filter(({ value }) => value === null).length;
    const open = this.#places.filter(({ check, after }) => !this.#answers.has(check.id) && after <= last);
    return {
      rated: rated + given.length - skips,
      skipped: skipped + skips,
      left: left + open.length,
      waiting,
    };
  }

  get #answers() {
    return this.#repository.checksBy(this.#rater);
  }
}

function ownRating(item: number, { value, comment, seconds }: Omit<Rating, 'item'>): OwnRating {
  return { item, value, comment, seconds };
}

/** A rating within this time counts as later than the one before, even if the clock was set back. In milliseconds. */
const justNowMs = 10_000;

/** When a rating was given. @param before when the same rater last rated the item; 0 where they did not. */
export function ratingTime(now: number, agoMs: number, before: number): number {
  const time = Math.round(now - agoMs);
  return agoMs < justNowMs ? Math.max(time, before + 1) : time;
}
