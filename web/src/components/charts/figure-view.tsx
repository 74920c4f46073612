import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Figure } from '../../../../src/charts/figure.ts';
import { CsvButton, saveFile } from '../tables/csv.tsx';
import { ScrollRegion } from '../tables/table-frame.tsx';
import type { FigureCanvas } from './drawing.ts';

interface FigureViewProps {
  readonly figure: Figure;
  /** The same figure for paper. */
  readonly print: () => Figure;
  /** Whether the cells hold their intervals; null where that is no choice. */
  readonly intervals: boolean | null;
  readonly onIntervals: () => void;
}

/** A figure with its words, its numbers as a table, and its files. */
export function FigureView({ figure, print, intervals, onIntervals }: FigureViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const forPrint = useRef<HTMLDivElement>(null);
  const drawing = useDrawing(setProblem);
  useCanvas(place, drawing, figure);
  usePrintCopy(forPrint, drawing, print);
  const save = (file: Promise<readonly [ending: string, content: Blob]>) =>
    file
      .then(([ending, content]) => saveFile(`${figure.id}.${ending}`, content))
      .catch((error: Error) => setProblem(error.message));
  return (
    <figure className="card figure" data-figure={figure.id}>
      <figcaption>
        <h2>{figure.title}</h2>
        <p className="hint">{figure.lead}</p>
        {intervals !== null && (
          <label className="check">
            <input type="checkbox" checked={intervals} onChange={onIntervals} />
            <span>
              Intervals in the cells<span className="unseen"> of {figure.title}</span>
            </span>
          </label>
        )}
      </figcaption>
      <div ref={forPrint} className="print-chart" />
      {/* The height is known before the chart is there, so that nothing jumps. */}
      <ScrollRegion label={`The figure: ${figure.title}`}>
        <div
          ref={place}
          className="chart"
          role="img"
          aria-label={figure.description}
          style={{ height: figure.height, minWidth: intervals === true ? figure.width : undefined }}
        />
      </ScrollRegion>
      {problem !== null && <p role="alert">The figure could not be drawn: {problem}</p>}
      <div className="table-foot">
        <FigureTable figure={figure} />
        <div className="files">
          <button type="button" className="small" onClick={() => save(svgOf(print()))}>
            SVG<span className="unseen"> of {figure.title}</span>
          </button>
          <button type="button" className="small" onClick={() => save(pngOf(print()))}>
            PNG<span className="unseen"> of {figure.title}</span>
          </button>
          <CsvButton name={figure.id} of={figure.title} columns={figure.columns} rows={() => figure.rows} />
        </div>
      </div>
    </figure>
  );
}

type Drawing = typeof import('./drawing.ts');

/** The library that draws; null until it is loaded. */
function useDrawing(onProblem: (problem: string | null) => void): Drawing | null {
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  useEffect(() => {
    import('./drawing.ts').then(setDrawing, (error: Error) => onProblem(error.message));
  }, [onProblem]);
  return drawing;
}

/** Draws the figure once the library is there, and again when it changes. */
function useCanvas(
  place: RefObject<HTMLDivElement | null>,
  drawing: Drawing | null,
  { option, width, height }: Figure,
): void {
  const [canvas, setCanvas] = useState<FigureCanvas | null>(null);
  useEffect(() => {
    if (drawing === null || place.current === null) return;
    const made = drawing.figureCanvas(place.current);
    setCanvas(made);
    return () => {
      made.remove();
      setCanvas(null);
    };
  }, [drawing, place]);
  useEffect(() => canvas?.draw(option, width, height), [canvas, option, width, height]);
}

/** For the time of printing the figure is there as SVG, as wide as paper: a canvas keeps the width of the screen. */
function usePrintCopy(
  place: RefObject<HTMLDivElement | null>,
  drawing: Drawing | null,
  print: () => Figure,
): void {
  const copy = useEffectEvent((element: HTMLElement) => drawing?.drawForPrint(element, print()));
  useEffect(() => {
    if (drawing === null) return;
    let remove: (() => void) | undefined;
    const before = () => {
      if (place.current !== null) remove ??= copy(place.current);
    };
    const after = () => {
      remove?.();
      remove = undefined;
    };
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
      after();
    };
  }, [drawing, place]);
}

async function svgOf(figure: Figure): Promise<readonly [string, Blob]> {
  const { renderFigure } = await import('../../../../src/charts/render-figure.ts');
  return ['svg', new Blob([renderFigure(figure)], { type: 'image/svg+xml' })];
}

async function pngOf(figure: Figure): Promise<readonly [string, Blob]> {
  const { figurePng } = await import('./drawing.ts');
  return ['png', await figurePng(figure)];
}

/** What a figure shows, as a table that opens below it. */
export function FigureTable({ figure: { title, columns, rows } }: { figure: Figure }) {
  return (
    <details className="figure-table">
      <summary>
        Numbers<span className="unseen"> of {title}</span>
      </summary>
      <ScrollRegion label={`Numbers of ${title}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column.replaceAll('_', ' ')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join('\n')}>
                {columns.map((column, i) => (
                  <td key={column} className={typeof row[i] === 'number' ? 'number' : undefined}>
                    {shown(row[i])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}

function shown(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(4).replace('-', '−');
}
