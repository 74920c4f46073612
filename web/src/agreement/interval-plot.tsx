import type { AgreementFigure } from '../../../src/core/rating-page.ts';

const width = 160;
const margin = 6;

/** The interval as a line and the value as a dot, from 0 to 1; what is below 0 ends at the edge. */
export function IntervalPlot({ figure: { value, low, high } }: { figure: AgreementFigure }) {
  if (value === null) return null;
  return (
    <svg className="interval-plot" viewBox={`0 0 ${width} 20`} aria-hidden="true">
      <line className="axis" x1={margin} x2={width - margin} y1="10" y2="10" />
      {low !== null && high !== null && (
        <line className="interval" x1={place(low)} x2={place(high)} y1="10" y2="10" />
      )}
      <circle cx={place(value)} cy="10" r="5" />
    </svg>
  );
}

function place(value: number): number {
  return margin + Math.min(1, Math.max(0, value)) * (width - 2 * margin);
}
