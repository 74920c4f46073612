import type { ClusteredInterval } from './metrics.ts';

interface Estimate {
  readonly low: number | null;
  readonly high: number | null;
  readonly clustered: ClusteredInterval;
}

/** The wider of Wilson's interval and the clustered one: the one to report. Null where there is neither. */
export function widerInterval({ low, high, clustered }: Estimate): {
  readonly low: number | null;
  readonly high: number | null;
} {
  const wilson = { low, high };
  if (clustered.low === null || clustered.high === null) return wilson;
  if (low === null || high === null || clustered.high - clustered.low > high - low) {
    return { low: clustered.low, high: clustered.high };
  }
  return wilson;
}
