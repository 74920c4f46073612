import { wilsonInterval } from '../../stats/wilson-interval.ts';
import type { Proportion } from '../metrics.ts';

/** `count` of `n` with its Wilson interval, undefined where n is 0. */
export function proportion(count: number, n: number): Proportion {
  const interval = wilsonInterval(count, n);
  return {
    rate: n === 0 ? null : count / n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    count,
    n,
  };
}
