import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Rating } from '../../core/rating.ts';
import type { RaterProgress } from '../../core/rating-page.ts';
import type { RatingNeeds } from '../../store/contract/ratings.ts';

export interface AssignmentState {
  readonly needs: RatingNeeds;
  readonly ratersPerItem: number;
  readonly rater: string;
  /** What the rater said, by item. */
  readonly own: ReadonlyMap<number, Rating>;
  /** All items in the rater's order. */
  readonly order: readonly number[];
  /** What the rater's page shows: theirs if nothing else is, and if there is still a place for them. */
  readonly shown: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Most items of one rater; null or absent: all. */
  readonly itemsPerRater?: number | null;
}

/**
 * The item that a rater gets next: the one in hand, else the first of their order that they have not rated and
 * that needs more raters than have rated it or hold it. A skipped item counts as done by this rater and as still
 * in need of another. Where nobody rates all items, those that need most raters come first, so that none is left over that
 * everybody who comes last has rated already.
 */
export function assignItem(state: AssignmentState): {
  readonly item: number | null;
  readonly progress: RaterProgress;
} {
  const { own, needs, rater, shown, itemsPerRater = null } = state;
  const heldByOthers = heldItems(needs, rater, state.now);
  const room = itemsPerRater === null ? state.order.length : Math.max(0, itemsPerRater - own.size);
  /** How many raters each still needs. */
  const free = new Map<number, number>();
  let waiting = 0;
  for (const item of state.order) {
    if (own.has(item)) continue;
    const open = state.ratersPerItem - (needs.values.get(item) ?? 0);
    if (open <= 0) continue;
    const places = open - (heldByOthers.get(item) ?? 0);
    if (places > 0) free.set(item, places);
    else waiting += 1;
  }
  const left = Math.min(free.size, room);
  // Their own stays theirs until another takes the place.
  const inHand = [needs.holds.find((hold) => hold.rater === rater)?.item ?? null, shown];
  const held = inHand.find((item) => item !== null && free.has(item));
  const [first = null] = itemsPerRater === null ? free.keys() : byPlaces(free);
  const skipped = [...own.values()].filter(({ value }) => value === null).length;
  return {
    item: room === 0 ? null : (held ?? first),
    progress: { rated: own.size - skipped, skipped, left, waiting: Math.min(waiting, room - left) },
  };
}

/**
 * Takes the place of an item for a first value of a rater: theirs if they hold it or if there is still one, so that no item gets more
 * values than are asked for. What else they hold stays theirs.
 */
export function takePlace(
  needs: RatingNeeds,
  {
    item,
    rater,
    ratersPerItem,
    now,
  }: Pick<AssignmentState, 'rater' | 'ratersPerItem' | 'now'> & { item: number },
): { readonly item: number | null; readonly hasPlace: boolean } {
  const taken = (needs.values.get(item) ?? 0) + (heldItems(needs, rater, now).get(item) ?? 0);
  const hasPlace = taken < ratersPerItem;
  const held = needs.holds.find((hold) => hold.rater === rater)?.item ?? null;
  if (held !== null && held !== item) return { item: held, hasPlace };
  return { item: hasPlace ? item : null, hasPlace };
}

/** Items with the most open places first, among equals in the order given. */
function byPlaces(free: ReadonlyMap<number, number>): number[] {
  const most = Math.max(...free.values());
  return [...free].flatMap(([item, places]) => (places === most ? [item] : []));
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

/** How long an item stays with a rater who is not heard of, where the study does not say. */
export const usualHoldMinutes = 20;

/** How many other raters hold each item. */
function heldItems({ holds }: RatingNeeds, rater: string, now: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { item, until, rater: holder } of holds) {
    if (holder !== rater && until > now) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}

/** A person's name as typed, in the one spelling that is stored: composed, without stray white space, and with something to see. */
export const raterName = z
  .string()
  .max(200)
  .transform((name) => name.toWellFormed().normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'a name')
      .max(80)
      .regex(/^\P{Cc}*$/u, 'a name without control characters')
      .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'a name that can be seen'),
  );
