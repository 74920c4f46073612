import { useCallback, useEffect, useMemo, useState } from 'react';
import type { OwnRating, RaterWork } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { untilAnswered } from '../../data/request.ts';
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
  /** Why the page has to wait, or what went wrong. */
  readonly trouble: string | null;
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

/** A rater's way through the items. The server decides what comes next; ratings reach it through the outbox. */
export function useRating(prefix: string, rater: string): RatingActions {
  const [sheet, setSheet] = useState<RatingSheet | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const outbox = useMemo(() => new Outbox(prefix, rater), [prefix, rater]);
  const [step] = useState(() => new SingleStep(setBusy, setTrouble));

  const fetchWork = useCallback(async (): Promise<RaterWork> => {
    const key = `${prefix}/holding/${rater}`;
    await outbox.flush(setTrouble);
    const holding = browserStorage.read<number>(localStorage, key);
    const work = await untilAnswered(() => ratingApi.work(rater, holding), setTrouble);
    browserStorage.write(localStorage, key, work.current?.item ?? null);
    return work;
  }, [prefix, rater, outbox]);

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
    void step.run(async () => show(afterRating(sheet, rating, await fetchWork()), sheet.position + 1));
  };

  const amend = (rating: OwnRating) => {
    outbox.put(rating);
    setSheet((before) => before && amended(before, rating));
    outbox.flush(setTrouble).catch((error: Error) => setTrouble(error.message));
  };

  const goTo = (position: number) => {
    if (sheet !== null && canGoTo(sheet, position)) void step.run(() => show(sheet, position));
  };

  return { sheet, trouble, busy, rate, amend, goTo, refresh };
}
