import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OwnRating, RaterWork } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError, untilAnswered } from '../../data/request.ts';
import { Outbox } from './outbox.ts';
import {
  afterRating,
  amended,
  canGoTo,
  newestSheet,
  type RatingSheet,
  SingleStep,
  sheetAt,
} from './rating-sheet.ts';

export interface RatingActions {
  /** Null until the server first answered. */
  readonly sheet: RatingSheet | null;
  readonly trouble: Trouble | null;
  /** The last rating came too late: others had rated the item, and it was not stored. */
  readonly isLate: boolean;
  /** While a step runs no other begins. */
  readonly busy: boolean;
  /** Gives or changes the rating of the shown item and moves to the next. */
  rate(rating: OwnRating): void;
  /** Changes the rating of an item without moving. */
  amend(rating: OwnRating): void;
  goTo(position: number): void;
  /** Asks whether an item became free. */
  refresh(): void;
}

/** Why the page has to wait, or what went wrong. */
export interface Trouble {
  readonly message: string;
  /** Ratings wait in the browser and are sent as soon as that is possible. */
  readonly isWaiting: boolean;
  /** The server knows this rater no more, as after a withdrawal. */
  readonly isUnknown: boolean;
}

/** A rater's way through the items. The server decides what comes next; ratings reach it through the outbox. */
export function useRating(prefix: string, rater: string): RatingActions {
  const [sheet, setSheet] = useState<RatingSheet | null>(null);
  const [trouble, setShown] = useState<Trouble | null>(null);
  const [isLate, setLate] = useState(false);
  /** Items whose rating came too late. */
  const full = useRef(new Set<number>());
  const [busy, setBusy] = useState(true);
  const outbox = useMemo(() => new Outbox(prefix, rater), [prefix, rater]);
  const setTrouble = useCallback(
    (message: string | null) =>
      setShown(message === null ? null : { message, isWaiting: true, isUnknown: false }),
    [],
  );
  const setError = useCallback((error: unknown) => setShown(troubleOf(error)), []);
  const [step] = useState(() => new SingleStep(setBusy, setError));

  const fetchWork = useCallback(async (): Promise<RaterWork> => {
    const key = `${prefix}/holding/${rater}`;
    await outbox.flush(setTrouble, (item) => full.current.add(item));
    const holding = browserStorage.read<number>(localStorage, key);
    const work = await untilAnswered(() => ratingApi.work(rater, holding), setTrouble);
    browserStorage.write(localStorage, key, work.current?.item ?? null);
    setLate(full.current.size > 0);
    return work;
  }, [prefix, rater, outbox, setTrouble]);

  const refresh = useCallback(() => {
    void step.run(async () => setSheet(newestSheet(await fetchWork())));
  }, [step, fetchWork]);
  useEffect(refresh, [refresh]);

  const show = async (from: RatingSheet, position: number) =>
    setSheet(
      await sheetAt(from, position, (item) => untilAnswered(() => ratingApi.item(rater, item), setTrouble)),
    );

  const rate = (rating: OwnRating) => {
    if (sheet === null || step.running) return;
    outbox.put(rating);
    // A first rating and a change both move the progress, so the server is asked after either.
    full.current.clear();
    void step.run(async () => {
      const work = await fetchWork();
      if (full.current.has(rating.item)) setSheet(newestSheet(work));
      else await show(afterRating(sheet, rating, work), sheet.position + 1);
    });
  };

  const amend = (rating: OwnRating) => {
    outbox.put(rating);
    setSheet((before) => before && amended(before, rating));
    outbox.flush(setTrouble, (item) => full.current.add(item)).catch(setError);
  };

  const goTo = (position: number) => {
    if (sheet !== null && canGoTo(sheet, position)) void step.run(() => show(sheet, position));
  };

  return { sheet, trouble, isLate, busy, rate, amend, goTo, refresh };
}

/** What the server refuses for good, as of who withdrew, waits for nothing. */
function troubleOf(error: unknown): Trouble {
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof RequestError ? error.status : null;
  const isWaiting = error instanceof RequestError && (error.passing || status === 401);
  return { message, isWaiting, isUnknown: status === 403 };
}
