import { formatChange } from '../../tables/format-change.ts';
import type { Cell } from '../../tables/table.ts';

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** A difference of rates in points with its interval, `+5.2 [+1.2 to +9.1]`; a dash where there is none. */
export function changeCell(difference: number | null, { low, high }: Bounds, mark = ''): Cell {
  if (difference === null) return `—${mark}`;
  const short = formatChange(difference);
  if (low === null || high === null) return short + mark;
  return { text: `${short} [${formatChange(low)} to ${formatChange(high)}]${mark}`, short: short + mark };
}
