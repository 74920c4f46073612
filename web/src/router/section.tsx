import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

/** How long the layout above a section may still change, for example because figures are drawn. */
const layoutMs = 3000;
const readerMoves = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** A part of a view that an address can name: `/attacks#controls` opens at it. */
export function Section({ id, children }: { id: string; children: ReactNode }) {
  const section = useRef<HTMLElement>(null);
  const hash = useRouterState({ select: ({ location }) => location.hash });
  useEffect(() => {
    const element = section.current;
    if (hash !== id || element === null) return;
    element.focus({ preventScroll: true });
    const show = () => element.scrollIntoView();
    // It moves down while what is above it is drawn; a reader who scrolls is left alone.
    const observer = new ResizeObserver(show);
    observer.observe(document.body);
    const stop = () => observer.disconnect();
    for (const move of readerMoves) addEventListener(move, stop, { once: true, passive: true });
    const timer = setTimeout(stop, layoutMs);
    return () => {
      stop();
      clearTimeout(timer);
      for (const move of readerMoves) removeEventListener(move, stop);
    };
  }, [hash, id]);
  return (
    <section ref={section} id={id} tabIndex={-1} className="view-section">
      {children}
    </section>
  );
}
