import { formatInterval } from './format-interval.ts';
import { formatRate } from './format-rate.ts';
import type { Cell } from './table.ts';

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
