import { formatCount } from '../../tables/format-count.ts';
import { formatInterval } from '../../tables/format-interval.ts';
import { formatRate } from '../../tables/format-rate.ts';

interface CountedRate {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** `59.4% [47.6–70.2], n = 69`; `undefined, n = 0` where nothing was counted. */
export function rateLabel({ rate, low, high, n }: CountedRate): string {
  return `${[formatRate(rate), formatInterval(low, high)].join(' ').trim()}, n = ${formatCount(n)}`;
}
