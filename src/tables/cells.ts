import { formatDecimal, formatInterval, formatRate, oneLine } from './format.ts';
import type { Cell } from './table.ts';

/** What a cell shows, on one line; letters only in the long form. */
export function cellText(cell: Cell | undefined, short: boolean): string {
  if (cell === undefined || typeof cell === 'string') return oneLine(cell ?? '');
  const letters = cell.letters === undefined || cell.letters === '' ? '' : ` ${cell.letters}`;
  return oneLine(short ? cell.short : cell.text + letters);
}

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

interface Bounded {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A rate with its interval, the rate alone where there is little room; a dash where nothing was asked. */
export function rateCell(entry: Bounded | undefined, mark = ''): Cell {
  if (entry === undefined) return `—${mark}`;
  const rate = formatRate(entry.rate);
  return { text: `${rate} ${formatInterval(entry.low, entry.high)}`.trimEnd() + mark, short: rate + mark };
}
