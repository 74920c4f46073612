import { describe, expect, it } from 'vitest';
import { breakdowns, totals } from './metric-slices.ts';

const entry = (category: string | null, variant: string | null) => ({ category, variant });
const entries = [
  entry(null, null),
  entry('age', null),
  entry(null, 'pro'),
  entry('religion', null),
  entry('age', 'pro'),
];

describe('totals and breakdowns', () => {
  it('tell what covers a whole dataset from what covers a part', () => {
    expect(totals(entries)).toEqual([entry(null, null)]);
    expect(breakdowns(entries, 'category')).toEqual([entry('age', null), entry('religion', null)]);
    expect(breakdowns(entries, 'variant')).toEqual([entry(null, 'pro')]);
  });

  it('take entries of a measure that knows no variants', () => {
    expect(totals([{ category: null }, { category: 'age' }])).toEqual([{ category: null }]);
    expect(breakdowns([{ category: null }, { category: 'age' }], 'category')).toEqual([{ category: 'age' }]);
  });
});
