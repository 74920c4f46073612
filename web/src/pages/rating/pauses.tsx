import { useEffect, useRef, useState } from 'react';
import type { Completion } from '../../../../src/core/rating-page.ts';
import { useHeadingFocus } from './consent.tsx';
import { ItemClock, watchActivity } from './item-clock.ts';

/**
 * Whether somebody has rated for so long that a break would do good.
 * @param minutes null: never.
 * @returns whether it is time, to be asked between two items, and what to call after the break.
 */
export function useBreaks(minutes: number | null) {
  const clock = useRef<ItemClock | null>(null);
  const [isBreak, setBreak] = useState(false);
  useEffect(() => {
    clock.current = new ItemClock(0);
    return watchActivity(() => clock.current?.noteActivity());
  }, []);
  const afterItem = () => {
    if (minutes !== null && (clock.current?.seconds ?? 0) >= minutes * 60) setBreak(true);
  };
  const goOn = () => {
    clock.current = new ItemClock(0);
    setBreak(false);
  };
  return { isBreak, afterItem, goOn };
}

/** Suggests a break; nobody has to take it. */
export function Break({ minutes, onGoOn }: { minutes: number; onGoOn: () => void }) {
  const heading = useHeadingFocus();
  return (
    <section className="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        Time for a break?
      </h1>
      <p className="lead">
        You have rated for {minutes} {minutes === 1 ? 'minute' : 'minutes'}. Everything is saved. Look out of
        the window, or come back tomorrow: this page goes on where you are.
      </p>
      <button type="button" className="primary" onClick={onGoOn}>
        Go on
      </button>
    </section>
  );
}

/** How somebody from Prolific hands in that they are through. */
export function CompletionLink({ completion: { code, url } }: { completion: Completion }) {
  return (
    <div className="completion">
      <p>
        <a className="button primary" href={url}>
          Complete on Prolific
        </a>
      </p>
      <p>
        Or enter this code there: <code>{code}</code>
      </p>
    </div>
  );
}
