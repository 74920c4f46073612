import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RatingItem } from '../../../../src/core/rating.ts';
import type { OwnRating, RaterProgress, RaterWork } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { untilAnswered } from '../../data/request.ts';
import { Outbox } from './outbox.ts';

/** What lies before the rater. Places count what they did, in order; the last place is the item still to rate. */
export interface RatingSheet {
  readonly done: readonly OwnRating[];
  readonly current: RatingItem | null;
  readonly progress: RaterProgress;
  readonly place: number;
  /** The item at the place; null where nothing is left to rate. */
  readonly shown: RatingItem | null;
}

export interface RatingActions {
  /** Null until the server first answered. */
  readonly sheet: RatingSheet | null;
  /** Why the page has to wait, or what went wrong. */
  readonly trouble: string | null;
  /** While a step is under way no other begins. */
  readonly busy: boolean;
  /** Gives or changes the word on the shown item and goes on to the next. */
  rate(word: OwnRating): void;
  /** Changes the word on an item without going on. */
  amend(word: OwnRating): void;
  goTo(place: number): void;
  /** Asks whether something came free. */
  refresh(): void;
}

/** A rater's way through the items, with the server as the only truth but for words on their way to it. */
export function useRating(prefix: string, rater: string): RatingActions {
  const [sheet, setSheet] = useState<RatingSheet | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const outbox = useMemo(() => new Outbox(prefix, rater), [prefix, rater]);
  const inStep = useRef(false);

  const step = useCallback(async (work: () => Promise<void>) => {
    if (inStep.current) return;
    inStep.current = true;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      inStep.current = false;
      setBusy(false);
    }
  }, []);

  const fetchWork = useCallback(async (): Promise<RaterWork> => {
    const key = `${prefix}/holding/${rater}`;
    await outbox.flush(setTrouble);
    const holding = browserStorage.read<number>(localStorage, key);
    const work = await untilAnswered(() => ratingApi.work(rater, holding), setTrouble);
    browserStorage.write(localStorage, key, work.current?.item ?? null);
    return work;
  }, [prefix, rater, outbox]);

  const refresh = useCallback(() => {
    void step(async () => {
      const work = await fetchWork();
      setSheet({ ...work, place: work.done.length, shown: work.current });
    });
  }, [step, fetchWork]);
  useEffect(refresh, [refresh]);

  const show = async (from: RatingSheet, place: number) => {
    const past = from.done[place];
    const shown =
      past === undefined ? from.current : await untilAnswered(() => ratingApi.item(past.item), setTrouble);
    setSheet({ ...from, place: past === undefined ? from.done.length : place, shown });
  };

  const rate = (word: OwnRating) => {
    if (sheet === null || inStep.current) return;
    outbox.put(word);
    void step(async () => {
      const done = withRating(sheet.done, word);
      // Both kinds of word change the progress, so the server is asked after either.
      const work = await fetchWork();
      await show({ ...sheet, done, current: work.current, progress: work.progress }, sheet.place + 1);
    });
  };

  const amend = (word: OwnRating) => {
    outbox.put(word);
    setSheet((before) => before && { ...before, done: withRating(before.done, word) });
    outbox.flush(setTrouble).catch((error: Error) => setTrouble(error.message));
  };

  const goTo = (place: number) => {
    if (sheet === null || place < 0 || place > sheet.done.length || place === sheet.place) return;
    void step(() => show(sheet, place));
  };

  return { sheet, trouble, busy, rate, amend, goTo, refresh };
}

/** In place of an earlier word on the item, else at the end. */
function withRating(done: readonly OwnRating[], word: OwnRating): readonly OwnRating[] {
  const known = done.some(({ item }) => item === word.item);
  return known ? done.map((each) => (each.item === word.item ? word : each)) : [...done, word];
}
