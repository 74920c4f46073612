import { formatInterval, formatRate } from '../../../src/tables/format.ts';

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
