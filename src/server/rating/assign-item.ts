import { hash } from 'node:crypto';
import { z } from 'zod';
import type { RaterProgress } from '../../core/rating-page.ts';
import type { RatingRepository } from './rating-repository.ts';

export interface AssignmentState {
  readonly repository: RatingRepository;
  readonly ratersPerItem: number;
  readonly rater: string;
  /** All items in the rater's order. */
  readonly order: readonly number[];
  /** Items that the rater has or had in hand, the surest first: held, if there is still a place for them. */
  readonly inHand: readonly (number | null)[];
  readonly heldByOthers: ReadonlyMap<number, number>;
}

/**
 * The item that a rater gets next: the one in hand, else the first of their order that they have not rated and
 * that needs more raters than have rated it or hold it. A skipped item counts as done by this rater and as still
 * in need of another.
 */
export function assignItem(state: AssignmentState): {
  readonly item: number | null;
  readonly progress: RaterProgress;
} {
  const own = state.repository.ratingsBy(state.rater);
  const free = new Set<number>();
  let waiting = 0;
  for (const item of state.order) {
    if (own.has(item)) continue;
    const open = state.ratersPerItem - state.repository.valuesOf(item).length;
    if (open <= 0) continue;
    if (open > (state.heldByOthers.get(item) ?? 0)) free.add(item);
    else waiting += 1;
  }
  const held = state.inHand.find((item) => item !== null && free.has(item));
  const [first = null] = free;
  const skipped = [...own.values()].filter(({ value }) => value === null).length;
  return {
    item: held ?? first,
    progress: { rated: own.size - skipped, skipped, left: free.size, waiting },
  };
}

/**
 * Items in an order of the rater's own: by a hash of seed, rater and item. The same after a restart, and items
 * that come later fall in between without moving the others past each other.
 */
export function raterOrder(items: Iterable<number>, seed: number, rater: string): number[] {
  const places = Array.from(items, (item) => ({
    item,
    place: hash('sha256', JSON.stringify([seed, rater, item]), 'hex'),
  }));
  places.sort((one, other) => (one.place < other.place ? -1 : 1));
  return places.map(({ item }) => item);
}

/** How long an item stays with a rater who is not heard of, in milliseconds. */
const heldForMs = 20 * 60 * 1000;

interface Hold {
  readonly item: number;
  readonly until: number;
}

/**
 * Which item each rater has in hand, so that several who rate at once are not given more of an item than it
 * needs. Not stored on disk: after a restart every page says what it holds.
 */
export class Reservations {
  readonly #holds = new Map<string, Hold>();

  hold(rater: string, item: number, now: number): void {
    this.#holds.set(rater, { item, until: now + heldForMs });
  }

  release(rater: string): void {
    this.#holds.delete(rater);
  }

  /** The item in the rater's hand, null where there is none. Their own stays theirs until another takes the place. */
  heldBy(rater: string): number | null {
    return this.#holds.get(rater)?.item ?? null;
  }

  /** How many other raters hold each item. */
  heldByOthers(rater: string, now: number): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const [other, { item, until }] of this.#holds) {
      if (other !== rater && until > now) counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    return counts;
  }
}

/** A person's name as typed, in the one spelling that is stored: composed, without stray white space. */
export const raterName = z
  .string()
  .max(200)
  .transform((name) => name.toWellFormed().normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'a name')
      .max(80)
      .regex(/^\P{Cc}*$/u, 'a name without control characters'),
  );
