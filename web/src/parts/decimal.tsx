import { formatDecimal } from '../../../src/tables/format.ts';

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
