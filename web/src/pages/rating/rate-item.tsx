import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RatingItem, RatingValue } from '../../../../src/core/rating.ts';
import type { OwnRating, RatingStudy } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ItemClock, watchActivity } from './item-clock.ts';
import { ItemView, legendOf, ValueButtons } from './rated-item.tsx';

/** How often what is not sent yet is put aside, and how long after the last letter a comment is sent. */
const keepEveryMs = 1000;

interface RateItemProps {
  readonly study: RatingStudy;
  readonly item: RatingItem;
  readonly title: string;
  /** Key in the browser's storage for the comment and time of an item that is not rated yet. */
  readonly draftKey: string;
  /** The rater's rating so far; null for an item that they have not rated. */
  readonly before: OwnRating | null;
  readonly busy: boolean;
  readonly shortcuts: boolean;
  readonly canGoForward: boolean;
  readonly canGoBack: boolean;
  readonly onRate: (rating: OwnRating) => void;
  readonly onAmend: (rating: OwnRating) => void;
  readonly onMove: (by: 1 | -1) => void;
}

interface Draft {
  readonly comment: string;
  /** Null where nobody measured it, as in a file that was imported. */
  readonly seconds: number | null;
}

/** One item and the rater's rating of it. Mounted again for each item. */
export function RateItem(props: RateItemProps) {
  const { study, item, before, busy, draftKey } = props;
  const [start] = useState<Draft>(
    () => before ?? browserStorage.read<Draft>(localStorage, draftKey) ?? { comment: '', seconds: 0 },
  );
  const [comment, setComment] = useState(start.comment);
  const [clock] = useState(() => new ItemClock(start.seconds ?? 0));
  const heading = useRef<HTMLHeadingElement>(null);
  const commentBox = useRef<HTMLTextAreaElement>(null);
  const sentComment = useRef(start.comment);
  const given = useRef(false);

  const ratingOf = (value: RatingValue | null): OwnRating => {
    return { item: item.item, value, comment, seconds: clock.seconds };
  };
  const rate = (value: RatingValue | null) => {
    if (busy) return;
    sentComment.current = comment;
    given.current = true;
    browserStorage.remove(localStorage, draftKey);
    props.onRate(ratingOf(value));
  };
  const keep = useEffectEvent(() => {
    if (before === null) {
      const draft: Draft = { comment, seconds: clock.seconds };
      if (!given.current) browserStorage.write(localStorage, draftKey, draft);
    } else if (sentComment.current !== comment) {
      sentComment.current = comment;
      props.onAmend(ratingOf(before.value));
    }
  });

  useEffect(() => {
    heading.current?.focus();
    const stopWatching = watchActivity(() => clock.noteActivity());
    const changed = () => keep();
    const timer = setInterval(() => keep(), keepEveryMs);
    const leaving = () => keep();
    document.addEventListener('visibilitychange', changed);
    addEventListener('pagehide', leaving);
    return () => {
      clearInterval(timer);
      stopWatching();
      document.removeEventListener('visibilitychange', changed);
      removeEventListener('pagehide', leaving);
      keep();
    };
  }, [clock]);

  const move = (by: 1 | -1) => {
    keep();
    props.onMove(by);
  };
  useShortcuts(props.shortcuts, {
    ...Object.fromEntries(study.labels.map((_, index) => [index + 1, () => rate(index + 1)])),
    s: () => rate(null),
    c: () => commentBox.current?.focus(),
    arrowleft: () => move(-1),
    arrowright: () => move(1),
  });

  return (
    <article>
      <h1 ref={heading} tabIndex={-1} className="item-title">
        {props.title}
        {before !== null && (
          <span className="tag">{before.value === null ? 'skipped' : `rated ${before.value}`}</span>
        )}
      </h1>
      <ItemView item={item} />
      <label className="comment">
        <span>
          Comment <small>optional</small>
        </span>
        <textarea
          ref={commentBox}
          rows={2}
          maxLength={5000}
          value={comment}
          aria-keyshortcuts={props.shortcuts ? 'c' : undefined}
          onChange={(event) => setComment(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && heading.current?.focus()}
        />
      </label>
      <div className="actions">
        <ValueButtons
          legend={legendOf(item)}
          labels={item.labels ?? study.labels}
          chosen={before?.value ?? null}
          disabled={busy}
          keys={props.shortcuts}
          onChoose={rate}
        />
        <div className="moves">
          <button type="button" disabled={busy || !props.canGoBack} onClick={() => move(-1)}>
            <span aria-hidden="true">← </span>Back
          </button>
          <button type="button" disabled={busy} onClick={() => rate(null)}>
            Skip
          </button>
          <button type="button" disabled={busy || !props.canGoForward} onClick={() => move(1)}>
            Forward<span aria-hidden="true"> →</span>
          </button>
        </div>
      </div>
    </article>
  );
}

/**
 * Single keys that do something, unless the reader types, holds a modifier, or turned them off.
 * @param actions by the key's name in lower case.
 */
export function useShortcuts(enabled: boolean, actions: Readonly<Record<string, () => void>>): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const action = actions[event.key.toLowerCase()];
    // A key held down would rate item after item.
    if (action === undefined || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => pressed(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, [enabled]);
}
