import type { RatingItem } from '../../../../src/core/rating.ts';
import type {
  Completion,
  OwnRating,
  RaterProgress,
  RaterWork,
  TrainingStep,
} from '../../../../src/core/rating-page.ts';

/** What a rater sees. Positions count the items that they rated or skipped, in order; the last is the item still to rate. */
export interface RatingSheet {
  readonly done: readonly OwnRating[];
  readonly current: RatingItem | null;
  readonly progress: RaterProgress;
  /** Comes before all items; null where none is left. */
  readonly training: TrainingStep | null;
  /** How the rater hands in that they are through; null before, and where nobody asks for it. */
  readonly completion: Completion | null;
  readonly position: number;
  /** The item at the position; null where nothing is left to rate. */
  readonly shown: RatingItem | null;
}

/** The sheet at the item that is still to rate. */
export function newestSheet(work: RaterWork): RatingSheet {
  return { ...work, position: work.done.length, shown: work.current };
}

/**
 * The sheet after a rating, before the next item is shown. The order of what was done stays that of the page, so that
 * back and forward do not jump.
 * @param work the server's answer after it got the rating.
 */
export function afterRating(sheet: RatingSheet, rating: OwnRating, work: RaterWork): RatingSheet {
  const { current, progress, completion } = work;
  return { ...sheet, done: withRating(sheet.done, rating), current, progress, completion };
}

/** The sheet after a change to a rating that was given before, for example of its comment. */
export function amended(sheet: RatingSheet, rating: OwnRating): RatingSheet {
  return { ...sheet, done: withRating(sheet.done, rating) };
}

/** Whether there is another item at the position. */
export function canGoTo({ done, position: from }: RatingSheet, position: number): boolean {
  return position >= 0 && position <= done.length && position !== from;
}

/**
 * The sheet at a position.
 * @param itemOf gives an item that was rated before.
 */
export async function sheetAt(
  sheet: RatingSheet,
  position: number,
  itemOf: (item: number) => Promise<RatingItem>,
): Promise<RatingSheet> {
  const past = sheet.done[position];
  if (past === undefined) return { ...sheet, position: sheet.done.length, shown: sheet.current };
  return { ...sheet, position, shown: await itemOf(past.item) };
}

/** `Item 3 of 20`: those that others hold at the moment count, too. */
export function titleOf({ position, done, progress }: RatingSheet): string {
  return `Item ${position + 1} of ${Math.max(done.length + progress.left + progress.waiting, position + 1)}`;
}

/** In place of an earlier rating of the item, else at the end. */
function withRating(done: readonly OwnRating[], rating: OwnRating): readonly OwnRating[] {
  const known = done.some(({ item }) => item === rating.item);
  return known ? done.map((each) => (each.item === rating.item ? rating : each)) : [...done, rating];
}

/** Runs one step at a time: while one runs, another does not begin. */
export class SingleStep {
  #running = false;
  readonly #onBusy: (busy: boolean) => void;
  readonly #onError: (error: unknown) => void;

  constructor(onBusy: (busy: boolean) => void, onError: (error: unknown) => void) {
    this.#onBusy = onBusy;
    this.#onError = onError;
  }

  get running(): boolean {
    return this.#running;
  }

  async run(work: () => Promise<void>): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#onBusy(true);
    try {
      await work();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#running = false;
      this.#onBusy(false);
    }
  }
}
