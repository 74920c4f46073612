import { describe, expect, it } from 'vitest';
import { equivalenceTest } from './equivalence-test.ts';

// 3 1 2 2 3 1 2.5 2 and 1 1 2 3 1 2.5
const first = { mean: 2.0625, variance: 0.6026785714285714, n: 8 };
const second = { mean: 1.75, variance: 0.775, n: 6 };

describe('equivalenceTest', () => {
  // statsmodels ttost_ind(a, b, -1.2, 1.2, usevar='unequal') and tconfint_diff(alpha=.1, usevar='unequal')
  it('agrees with statsmodels', () => {
    const test = equivalenceTest(first, second, 1.2);
    expect(test?.p).toBeCloseTo(0.038933652399182145, 10);
    expect(test?.degreesOfFreedom).toBeCloseTo(10.083224967899385, 10);
    expect(test?.low).toBeCloseTo(-0.5064423543117689, 9);
    expect(test?.high).toBeCloseTo(1.1314423543117689, 9);
    expect(test?.equivalent).toBe(true);
  });

  it('calls means equivalent exactly where the interval lies within the margin', () => {
    const reach = equivalenceTest(first, second, 1)?.high ?? Number.NaN;
    expect(equivalenceTest(first, second, reach + 1e-6)?.equivalent).toBe(true);
    expect(equivalenceTest(first, second, reach - 1e-6)?.equivalent).toBe(false);
  });

  it('is undefined with fewer than two values in a sample, and where nothing varies', () => {
    expect(equivalenceTest({ ...first, n: 1 }, second, 1)).toBeNull();
    expect(equivalenceTest({ ...first, variance: 0 }, { ...second, variance: 0 }, 1)).toBeNull();
  });
});
