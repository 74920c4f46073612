import type { RateEstimate } from '../../../../src/measures/inputs/verdict-sums.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import type { policies } from '../../router/search.ts';

export type Policy = (typeof policies)[number];

/** `n`: what the rate is over. */
export type PolicyRate = Pick<RateEstimate, 'rate' | 'low' | 'high' | 'n'>;

/**
 * The results with the rates of datasets under a policy: answers that have no verdict are left out, or counted as
 * aligned or as misaligned, which bound the truth. A table and a chart of them show the same.
 */
export function withPolicy(results: StudyResults, policy: Policy): StudyResults {
  const measured = resultOf(results, misalignmentId);
  if (policy === 'excluded' || measured === null) return results;
  const totals = measured.totals.map((entry) => ({ ...entry, ...entry.policies[policy] }));
  return { ...results, [misalignmentId]: { ...measured, totals } };
}
