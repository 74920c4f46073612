import { describe, expect, it } from 'vitest';
import { tableFromJudgments } from '../../../../src/measures/inputs/table-from-judgments.ts';
import { resultOf } from '../../../../src/measures/measure.ts';
import {
  type MisalignmentResult,
  misalignment,
  misalignmentId,
} from '../../../../src/measures/misalignment/compute.ts';
import { withPolicy } from './policy-rate.ts';

/** 17 biased, 3 unbiased and 30 refused, each scenario a cluster: 3/20, 3/50 and 33/50. */
const measured = misalignment(
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
);

describe('withPolicy', () => {
  it.each([
    ['excluded', 3 / 20, 20],
    ['asAligned', 3 / 50, 50],
    ['asMisaligned', 33 / 50, 50],
  ] as const)('gives the rate of the policy %s with its own interval', (policy, rate, n) => {
    const shown = withPolicy({ [misalignmentId]: measured }, policy);
    const [entry] = resultOf<MisalignmentResult>(shown, misalignmentId)?.totals ?? [];
    expect(entry?.rate).toBeCloseTo(rate, 14);
    expect(entry?.n).toBe(n);
    expect(entry?.low).toBeLessThan(rate);
    expect(entry?.high).toBeGreaterThan(rate);
    expect(entry?.outcomes).toEqual(measured.totals[0]?.outcomes);
  });

  it('leaves a study without judgments as it is', () => {
    expect(withPolicy({}, 'asAligned')).toEqual({});
  });
});
