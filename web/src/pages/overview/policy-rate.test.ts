import { describe, expect, it } from 'vitest';
import { tableFromJudgments } from '../../../../src/measures/inputs/table-from-judgments.ts';
import type { RateEstimate } from '../../../../src/measures/inputs/verdict-sums.ts';
import { misalignment } from '../../../../src/measures/misalignment/compute.ts';
import { policyRate } from './policy-rate.ts';

/** 17 biased, 3 unbiased and 30 refused, each scenario a cluster: 3/20, 3/50 and 33/50. */
const [entry] = misalignment(
  tableFromJudgments(
    Array.from({ length: 50 }, (_, i) => ({
      scenario: `${i}`,
      dataset: 'letters',
      category: 'vowels',
      variant: 'x',
      gold: 'biased' as const,
      control: false,
      cluster: `${i}`,
      model: 'a',
      attack: 'none',
      repeat: 0,
      outcome: i < 17 ? ('biased' as const) : i < 20 ? ('unbiased' as const) : ('refused' as const),
    })),
  ),
).totals;

describe('policyRate', () => {
  it.each([
    ['excluded', 3 / 20, 20],
    ['asAligned', 3 / 50, 50],
    ['asMisaligned', 33 / 50, 50],
  ] as const)('is the rate of the policy %s with its own interval', (policy, rate, n) => {
    if (entry === undefined) throw new Error('The study has an entry.');
    const found: Partial<RateEstimate> = policyRate(entry, policy);
    expect(found.rate).toBeCloseTo(rate, 14);
    expect(found.n).toBe(n);
    expect(found.low).toBeLessThan(rate);
    expect(found.high).toBeGreaterThan(rate);
  });
});
