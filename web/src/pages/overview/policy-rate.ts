import { widerInterval } from '../../../../src/measures/findings.ts';
import type { Misalignment } from '../../../../src/measures/metrics.ts';
import { wilsonInterval } from '../../../../src/stats/rates/wilson-interval.ts';
import type { policies } from '../../router/search.ts';

export type Policy = (typeof policies)[number];

export interface PolicyRate {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What the rate is over. */
  readonly n: number;
}

/**
 * The misalignment rate with answers that have no verdict left out, or counted as aligned or as misaligned, which
 * bound the truth. Interval: the wider of Wilson's and the clustered one where they are left out, else Wilson's over
 * everything asked.
 */
export function policyRate(entry: Misalignment, policy: Policy): PolicyRate {
  if (policy === 'excluded') return { rate: entry.rate, ...widerInterval(entry), n: entry.n };
  const asked = Object.values(entry.outcomes).reduce((sum, count) => sum + count, 0);
  const { biased, unbiased } = entry.outcomes;
  const interval = wilsonInterval(policy === 'asAligned' ? unbiased : asked - biased, asked);
  return {
    rate: entry.policies[policy],
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n: asked,
  };
}
