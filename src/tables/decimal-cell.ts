import { formatDecimal } from './format-decimal.ts';
import type { Cell } from './table.ts';

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** A coefficient with its interval, `0.83 [0.75 to 0.90]`; the coefficient alone where there is none or little room. */
export function decimalCell(value: number | null, { low, high }: Bounds): Cell {
  const short = formatDecimal(value);
  if (low === null || high === null) return short;
  return { text: `${short} [${formatDecimal(low)} to ${formatDecimal(high)}]`, short };
}
