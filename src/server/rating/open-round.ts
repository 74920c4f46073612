import { hash } from 'node:crypto';
import type { RatedKind, RatingItem, RatingSettings } from '../../core/rating.ts';
import type { Completion, RatingStudy } from '../../core/rating-page.ts';
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

/** The state of the store that was read. */
export interface Seen {
  readonly changes: number;
  readonly revision: number;
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

/**
 * The study as raters see it before the first item.
 * @param first item of all, which tells a study from another where no round does.
 */
export function describeStudy(round: OpenRound, what: RatedKind, first: RatingItem | null): RatingStudy {
  const { study, settings, open, checks } = round;
  const { labels, ratersPerItem, guidelines, contentWarning, consent = '', itemsPerRater } = settings;
  const id = study ?? hash('sha256', JSON.stringify([settings.seed, first])).slice(0, 12);
  const training = checks.filter(({ kind }) => kind === 'training').length;
  const most = Math.min(open.size, itemsPerRater ?? open.size);
  const declined = settings.prolific?.declinedCode ?? null;
  return {
    ...{ id, what, labels, ratersPerItem, guidelines, contentWarning, consent, training },
    // Items with a known answer count, as raters do not know them from others.
    items: open.size === 0 ? 0 : most + checks.length - training,
    breakMinutes: settings.breakMinutes ?? null,
    prolific: settings.prolific
      ? { declinedUrl: declined === null ? null : completionOf(declined).url }
      : null,
  };
}

/** How somebody from Prolific hands in a code. */
export function completionOf(code: string): Completion {
  return { code, url: `https://app.prolific.com/submissions/complete?cc=${encodeURIComponent(code)}` };
}
