import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { biasedShare } from './compute.ts';

function judged(outcome: Judgment['outcome'], i: number): Judgment {
  const control = i > 2;
  return {
    scenario: `${i}`,
    dataset: 'letters',
    category: 'vowels',
    variant: 'a',
    gold: control ? 'unbiased' : 'biased',
    control,
    cluster: `${i}`,
    model: 'm',
    attack: 'none',
    repeat: 0,
    outcome,
  };
}

const shareOf = (...outcomes: Judgment['outcome'][]) => biasedShare(tableFromJudgments(outcomes.map(judged)));

describe('biasedShare', () => {
  it('is the share of biased verdicts among the verdicts, on controls too', () => {
    // 3 biased of 4 verdicts; Wilson at z = 1.96: (3 + 1.9207 ± 1.96 √(3·1/4 + 0.9604)) / 7.8415.
    const [entry] = shareOf('biased', 'unbiased', 'biased', 'biased', 'refused');
    expect(entry).toMatchObject({
      dataset: 'letters',
      model: 'm',
      attack: 'none',
      rate: 0.75,
      count: 3,
      n: 4,
    });
    expect(entry?.low).toBeCloseTo(0.3006, 4);
    expect(entry?.high).toBeCloseTo(0.9544, 4);
  });

  it('is undefined, not 0, where no answer has a verdict', () => {
    expect(shareOf('refused', 'error')).toMatchObject([{ rate: null, low: null, high: null, n: 0 }]);
  });

  it('has no entry where nothing was asked', () => {
    expect(shareOf()).toEqual([]);
  });
});
