import type { ClusterSums, NoInterval } from '../../stats/clusters/clustered-mean.ts';
import type { IndexInterval } from '../../stats/indices/influence-interval.ts';
import { type RateEstimate, rateEstimate } from './verdict-sums.ts';

/**
 * A share with its 95 % interval on the effective sample size (`rateInterval`). `n` counts scenarios, `count` the sum of
 * their values: the value of a scenario with repeats is the mean of its repeats. No interval with fewer than two clusters.
 */
export interface ClusteredRate extends RateEstimate {
  readonly count: number;
}

/**
 * @param strata one a dataset.
 * @example
 * clusteredRate([{ sizes: [9, 9, 9], sums: [8, 6, 7] }]).rate; // 21/27
 */
export function clusteredRate(strata: readonly ClusterSums[]): ClusteredRate {
  const { rate, low, high, ...rest } = rateEstimate(...strata);
  return { rate, low, high, count: totalOf(strata), ...rest };
}

function totalOf(strata: readonly ClusterSums[]): number {
  let total = 0;
  for (const { sums } of strata) for (let g = 0; g < sums.length; g += 1) total += sums[g] ?? 0;
  return total;
}

/** The 95 % interval of an index; where there is none, the reason. */
export interface ReasonedInterval {
  readonly low: number | null;
  readonly high: number | null;
  /** Null where there is an interval, and where the index itself is undefined. */
  readonly noInterval: NoInterval | null;
}

/**
 * @example
 * reasonedInterval(kappaInterval(strata)).noInterval; // 'too-rare'
 */
export function reasonedInterval({ estimate, low, high, missing }: IndexInterval): ReasonedInterval {
  return { low, high, noInterval: estimate === null ? null : missing };
}

const reasons: Readonly<Record<NoInterval, string>> = {
  'no-observations': 'nothing was observed',
  'too-few-clusters': 'there are fewer than two clusters',
  'no-spread': 'all clusters are alike',
  'too-rare':
    'an outcome that it rests on occurs in too few clusters, so that an interval would miss the truth too often',
};

/** Why some intervals are missing: the end of a note, `; none where all clusters are alike`; empty where none is. */
export function missingIntervals(intervals: readonly ReasonedInterval[]): string {
  const given = new Set(intervals.flatMap(({ noInterval }) => (noInterval === null ? [] : [noInterval])));
  const texts = [...given].map((reason) => reasons[reason]);
  return texts.length === 0 ? '' : `; none where ${texts.join(', or ')}`;
}
