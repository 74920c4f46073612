import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type Figure, type FigureTheme, figureThemes } from '../../../../src/charts/figure.ts';
import type { ChartMaker, StudyResults } from '../../../../src/measures/measure.ts';
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
  readonly make: ChartMaker;
  readonly metrics: StudyResults;
}

/** Figures of these metrics, laid out for the room that there is. */
export function StudyFigures({ make, metrics }: StudyFiguresProps) {
  const place = useRef<HTMLDivElement>(null);
  const room = useWidth(place);
  const dark = useDark();
  const [detailed, setDetailed] = useState<ReadonlySet<string>>(new Set());
  const figures = useMemo(() => {
    if (room === null) return [];
    const name = dark ? 'dark' : 'light';
    const theme: FigureTheme = { ...figureThemes[name], background: cards[name] };
    const place = { theme, width: Math.max(narrowest, room - cardEdges) };
    const plain = make(metrics, { ...place, intervals: false });
    if (detailed.size === 0) return plain;
    const full = new Map(make(metrics, { ...place, intervals: true }).map((each) => [each.id, each]));
    return plain.map((each) => (detailed.has(each.id) ? (full.get(each.id) ?? each) : each));
  }, [make, metrics, room, dark, detailed]);
  const toggle = (id: string) =>
    setDetailed(
      (before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]),
    );
  const print = (id: string, onScreen: Figure): Figure =>
    make(metrics, { theme: figureThemes.print, width: printWidth }).find((each) => each.id === id) ??
    onScreen;
  return (
    <div ref={place} className="figures">
      {figures.map((figure) => (
        <FigureView
          key={figure.id}
          figure={figure}
          print={() => print(figure.id, figure)}
          intervals={isHeatMap(figure) ? detailed.has(figure.id) : null}
          onIntervals={() => toggle(figure.id)}
        />
      ))}
    </div>
  );
}

/** Whose intervals are in its cells on demand: other figures always show them. */
function isHeatMap({ option: { series = [] }, columns }: Figure): boolean {
  return columns.includes('low') && [series].flat().some(({ type }) => type === 'heatmap');
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
