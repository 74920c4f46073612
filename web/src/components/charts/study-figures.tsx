import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { Figure, FigureMaker } from '../../../../src/charts/figure.ts';
import { type FigureTheme, figureThemes } from '../../../../src/charts/theme.ts';
import type { StudyMetrics } from '../../../../src/measures/compute-metrics.ts';
import { useDark } from '../layout/theme.tsx';
import { FigureView } from './figure-view.tsx';

/** Of a figure in a file, in CSS pixels: the width of a page of text. */
const printWidth = 720;
/** Of cards, as styles/tokens.css gives it. */
const cards = { light: '#ffffff', dark: '#1d2324' } as const;
/** Padding and border of a card on both sides, in CSS pixels. */
const cardEdges = 42;
const narrowest = 280;

interface StudyFiguresProps {
  readonly make: FigureMaker;
  readonly metrics: StudyMetrics;
}

/** Figures of these metrics, laid out for the room that there is. */
export function StudyFigures({ make, metrics }: StudyFiguresProps) {
  const place = useRef<HTMLDivElement>(null);
  const room = useWidth(place);
  const dark = useDark();
  const figures = useMemo(() => {
    if (room === null) return [];
    const name = dark ? 'dark' : 'light';
    const theme: FigureTheme = { ...figureThemes[name], background: cards[name] };
    return make(metrics, { theme, width: Math.max(narrowest, room - cardEdges) });
  }, [make, metrics, room, dark]);
  const print = (id: string, onScreen: Figure): Figure =>
    make(metrics, { theme: figureThemes.print, width: printWidth }).find((each) => each.id === id) ??
    onScreen;
  return (
    <div ref={place} className="figures">
      {figures.map((figure) => (
        <FigureView key={figure.id} figure={figure} print={() => print(figure.id, figure)} />
      ))}
    </div>
  );
}

/** The width of an element in whole CSS pixels; null until it is measured. */
function useWidth(element: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
