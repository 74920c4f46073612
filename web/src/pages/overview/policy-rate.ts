import type { RateEstimate } from '../../../../src/measures/inputs/verdict-sums.ts';
import type { Misalignment } from '../../../../src/measures/misalignment/compute.ts';
import type { policies } from '../../router/search.ts';

export type Policy = (typeof policies)[number];

/** `n`: what the rate is over. */
export type PolicyRate = Pick<RateEstimate, 'rate' | 'low' | 'high' | 'n'>;

/**
 * The misalignment rate with answers that have no verdict left out, or counted as aligned or as misaligned, which
 * bound the truth.
 */
export function policyRate({ policies }: Misalignment, policy: Policy): PolicyRate {
  return policies[policy];
}
