import { describe, expect, it } from 'vitest';
import { compareConditions } from './compare-conditions.ts';
import { type Judgment, tableFromJudgments } from './table-from-judgments.ts';

/** Verdicts on scenarios 0, 1, 2, ..., a cluster each: `u` unbiased, `b` biased. */
function judged(attack: string, verdicts: string, dataset = 'made'): Judgment[] {
  return [...verdicts].map((letter, i) => ({
    scenario: `${dataset} ${i}`,
    dataset,
    category: 'Age',
    variant: 'x',
    gold: 'biased',
    control: false,
    cluster: `${i}`,
    model: 'm',
    attack,
    repeat: 0,
    outcome: letter === 'u' ? 'unbiased' : 'biased',
  }));
}

describe('compareConditions', () => {
  // "with" against "without": (9, 0) → .0039063, "other" against it (5, 0) → .0625; Holm doubles the first.
  it('compares any two series on the same scenarios, a family a dataset', () => {
    const table = tableFromJudgments([
      ...judged('without', 'b'.repeat(12)),
      ...judged('with', `${'u'.repeat(9)}bbb`),
      ...judged('other', `${'u'.repeat(5)}${'b'.repeat(7)}`),
      ...judged('without', 'bb', 'second'),
      ...judged('with', 'ub', 'second'),
    ]);
    const [without, withIt, other] = table.series;
    if (without === undefined || withIt === undefined || other === undefined)
      throw new Error('Three series.');
    const found = compareConditions(
      table,
      [
        { name: 'one', first: withIt, second: without },
        { name: 'two', first: other, second: without },
      ],
      'packs: all',
    );
    expect(found.map(({ name, dataset }) => `${dataset} ${name}`)).toEqual([
      'made one',
      'made two',
      'second one',
    ]);
    expect(found[0]?.change).toMatchObject({ difference: 0.75, toUnbiased: 9, toBiased: 0 });
    expect(found[0]?.change.pHolm).toBeCloseTo(2 / 256, 12);
    expect(found[1]?.change.pHolm).toBe(0.0625);
    expect(found[1]?.change.family).toMatchObject({ name: 'packs: all on made', tests: 2 });
    expect(found[2]?.change.family).toMatchObject({ name: 'packs: all on second', tests: 1 });
  });
});
