import { formatInterval } from '../tables/format-interval.ts';
import { formatRate } from '../tables/format-rate.ts';

/** `59.4% [47.6–70.2]`. */
export function rateWithInterval(
  rate: number | null,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): string {
  return `${formatRate(rate)} ${formatInterval(low, high)}`.trimEnd();
}
