import { describe, expect, it } from 'vitest';
import type { Gold } from '../core/scenario.ts';
import { type ComparedSide, compareSides } from './comparison.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';

type Given = readonly [scenario: string, gold: Gold, outcome: Judgment['outcome']];

/** One model's judgments, in a table of its own; scenarios are known by their names. */
function side(...given: readonly Given[]): ComparedSide {
  const judgments = given.map(
    ([scenario, gold, outcome]): Judgment => ({
      scenario,
      dataset: scenario.startsWith('x') ? 'other' : 'letters',
      category: 'c',
      variant: 'v',
      gold,
      control: gold === 'unbiased',
      cluster: scenario,
      model: 'm',
      attack: 'none',
      repeat: 0,
      outcome,
    }),
  );
  const table = tableFromJudgments(judgments);
  const [series] = table.series;
  if (series === undefined) throw new Error('there is no series');
  return { table, series, keys: given.map(([scenario]) => scenario) };
}

describe('compareSides', () => {
  // Of six scenarios labelled biased: 2 right twice, 2 harmed, 1 improved, 1 lost; one unbiased that became wrong.
  const before = side(
    ['a', 'biased', 'biased'],
    ['b', 'biased', 'biased'],
    ['c', 'biased', 'biased'],
    ['d', 'biased', 'biased'],
    ['e', 'biased', 'unbiased'],
    ['f', 'biased', 'biased'],
    ['g', 'unbiased', 'unbiased'],
    ['only-before', 'biased', 'unbiased'],
  );
  const after = side(
    ['only-after', 'biased', 'unbiased'],
    ['g', 'unbiased', 'biased'],
    ['f', 'biased', 'refused'],
    ['e', 'biased', 'biased'],
    ['d', 'biased', 'unbiased'],
    ['c', 'biased', 'unbiased'],
    ['b', 'biased', 'biased'],
    ['a', 'biased', 'biased'],
  );
  const { shared, datasets, changed } = compareSides(before, after);
  const [letters] = datasets;

  it('pairs the same scenarios, whatever their order, and leaves the others out', () => {
    expect(shared).toBe(7);
    expect(letters?.biased).toEqual({
      bothRight: 2,
      onlyFirstRight: 2,
      onlySecondRight: 1,
      bothWrong: 0,
      withoutVerdict: 1,
    });
    expect(letters?.unbiased).toMatchObject({ onlyFirstRight: 1, bothRight: 0 });
  });

  it('gives the second less the first, over pairs of verdicts, with both kinds of change', () => {
    // 5 pairs: +2 −1 = 1 of 5.
    expect(letters?.change).toMatchObject({ n: 5, difference: 0.2, toUnbiased: 2, toBiased: 1 });
    expect(letters?.change?.harmful.rate).toBeCloseTo(0.4);
    expect(letters?.change?.beneficial.rate).toBeCloseTo(0.2);
    expect(letters?.change?.family?.tests).toBe(1);
    // Over all verdicts: 1 of 6, and 2 of 5.
    expect([letters?.first.rate, letters?.second.rate]).toEqual([1 / 6, 2 / 5]);
  });

  it('lists what changed, with its places on both sides', () => {
    expect(changed).toEqual([
      { first: 2, second: 5, kind: 'harmful' },
      { first: 3, second: 4, kind: 'harmful' },
      { first: 4, second: 3, kind: 'beneficial' },
      { first: 5, second: 2, kind: 'verdict' },
      { first: 6, second: 1, kind: 'harmful' },
    ]);
  });

  it('is the other way round where the sides are', () => {
    const reverse = compareSides(after, before);
    expect(reverse.datasets[0]?.change?.difference).toBe(-0.2);
    expect(reverse.changed.filter(({ kind }) => kind === 'beneficial')).toHaveLength(3);
  });

  it('says nothing of sides without a scenario in common', () => {
    const apart = compareSides(side(['a', 'biased', 'biased']), side(['b', 'biased', 'biased']));
    expect(apart).toEqual({ shared: 0, datasets: [], changed: [] });
  });
});
