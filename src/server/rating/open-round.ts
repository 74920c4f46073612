import type { RatedKind, RatingItem, RatingSettings } from '../../core/rating.ts';
import { UsageError } from '../../errors/errors.ts';
import { type NumberedCheck, numberedChecks } from './check-items.ts';
import type { RatedStore, RatingRepository } from './rating-repository.ts';

/** What is served. */
export interface RatingServiceOptions {
  readonly store: RatedStore;
  /** Absent: those of the newest round, followed when another is saved. */
  readonly settings?: RatingSettings | undefined;
  /** Of the round; absent: explanations. */
  readonly what?: RatedKind;
  /** An item as people see it; absent: as it is. */
  readonly present?: (item: RatingItem) => RatingItem;
  /** Whether a rater has to show the key that joining gave: then nobody sees the work of another by their name. */
  readonly asksForKey?: boolean;
  /** Of the server, for the addresses by which raters go on elsewhere; null or absent: it asks for none. */
  readonly token?: string | null;
  /** Milliseconds since 1970; absent: the clock's. */
  readonly now?: () => number;
}

/** What raters are given now. */
export interface OpenRound {
  /** As `RatingRound.study`; null where settings were given without a round. */
  readonly study: string | null;
  readonly settings: RatingSettings;
  /** Items that raters are given. */
  readonly open: ReadonlySet<number>;
  readonly checks: readonly NumberedCheck[];
}

export function whatOf({ settings, what }: RatingServiceOptions): RatedKind {
  return what ?? settings?.what ?? 'explanations';
}

/** What is asked now: what was given, else the newest round of the store. */
export async function openRound(
  options: RatingServiceOptions,
  { items }: RatingRepository,
): Promise<OpenRound> {
  const { store, settings } = options;
  const newest = settings === undefined ? await store.ratingRound(whatOf(options)) : null;
  const chosen = settings ?? newest?.settings;
  if (chosen === undefined) {
    throw new UsageError('Nothing was chosen to be rated yet.', {
      where: store.location,
      advice: 'Start "hvsb rate" on these results once.',
    });
  }
  const open = new Set((newest?.items ?? [...items.keys()]).filter((item) => items.has(item)));
  const study = newest?.study ?? null;
  return { study, settings: chosen, open, checks: numberedChecks(chosen, (item) => items.has(item)) };
}
