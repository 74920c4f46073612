import { formatDecimal, formatInterval, formatRate } from '../../../../src/tables/format.ts';
import { useModelNames } from '../../data/model-names.tsx';

interface RateProps {
  readonly rate: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** A share and its interval; a dash where it is undefined. */
export function Rate({ rate, low = null, high = null }: RateProps) {
  if (rate === null) return '—';
  return (
    <>
      {formatRate(rate)} <span className="interval">{formatInterval(low, high)}</span>
    </>
  );
}

interface DecimalProps {
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/** A coefficient and its interval; a dash where it is undefined. */
export function Decimal({ value, low = null, high = null }: DecimalProps) {
  if (value === null) return '—';
  return (
    <>
      {formatDecimal(value)}{' '}
      {low !== null && high !== null && (
        <span className="interval">
          [{formatDecimal(low)} to {formatDecimal(high)}]
        </span>
      )}
    </>
  );
}

interface IntervalBarProps {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The right end of the scale. */
  readonly max: number;
}

const width = 160;
const margin = 6;

/** A rate and its interval on a scale from 0; the numbers are next to it. */
export function IntervalBar({ value, low, high, max }: IntervalBarProps) {
  if (value === null) return null;
  const place = (each: number) => margin + Math.min(1, Math.max(0, each / (max || 1))) * (width - 2 * margin);
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

/**
 * A model as the page calls it, with its full name for who points at it; it may break anywhere but does not reorder its
 * surroundings. @param name full, or as it is shown.
 */
export function ModelName({ name }: { name: string }) {
  const { shown, full } = useModelNames();
  return (
    <bdi className="model-name" title={full.get(name) ?? name}>
      {shown.get(name) ?? name}
    </bdi>
  );
}

/** What became of an answer, as colour and word. */
export function OutcomeTag({ outcome }: { outcome: string }) {
  return <span className={`outcome outcome-${outcome}`}>{outcome}</span>;
}
