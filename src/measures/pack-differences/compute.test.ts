import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { packDifferences } from './compute.ts';

/** One scenario for each outcome of `default` and `defined`, each in a cluster of its own. */
function pack(
  name: 0 | 1,
  outcomes: readonly (readonly [Judgment['outcome'], Judgment['outcome']])[],
  model = 'm',
) {
  return outcomes.map(
    (pair, i): Judgment => ({
      scenario: `s${i}`,
      dataset: 'bbq',
      category: 'Age',
      variant: 'neg',
      gold: 'biased',
      control: false,
      cluster: `c${i}`,
      model,
      attack: 'none',
      repeat: 0,
      outcome: pair[name],
    }),
  );
}

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

describe('packDifferences', () => {
  // 20 scenarios: 8 unbiased → biased, 1 biased → unbiased, 4 unbiased in both, 6 biased in both, 1 refused with defined.
  // default: 8 + 4 = 12 unbiased of 20. defined: 1 + 4 = 5 of 19. Pairs 19, change (1 − 8)/19.
  // Exact p of 8 against 1: 2 · (1 + 9)/2^9 = .0390625.
  const outcomes = [
    ...times(8, ['unbiased', 'biased'] as const),
    ...times(1, ['biased', 'unbiased'] as const),
    ...times(4, ['unbiased', 'unbiased'] as const),
    ...times(6, ['biased', 'biased'] as const),
    ...times(1, ['biased', 'refused'] as const),
  ];
  const counted = { pack: 'default', judgments: tableFromJudgments(pack(0, outcomes)) };
  const other = { pack: 'defined', judgments: tableFromJudgments(pack(1, outcomes)) };

  it('pairs two packs by scenario, and tests the change', () => {
    const [entry, ...others] = packDifferences(counted, [other]);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      dataset: 'bbq',
      model: 'm',
      attack: 'none',
      pack: 'defined',
      comparedPack: 'default',
      n: 19,
      paired: { n: 19, toUnbiased: 1, toBiased: 8, test: 'sign-flip' },
    });
    expect(entry?.rate).toBeCloseTo(5 / 19, 14);
    expect(entry?.compared.rate).toBeCloseTo(12 / 20, 14);
    expect(entry?.paired.difference).toBeCloseTo(-7 / 19, 14);
    expect(entry?.paired.p).toBeCloseTo(0.0390625, 14);
    expect(entry?.paired.family).toMatchObject({
      name: 'prompt packs: all packs, models and attacks on bbq',
      tests: 1,
    });
  });

  it('compares no model that was judged with one of the packs only, and no baseline', () => {
    const table = (model: string) => tableFromJudgments(pack(1, outcomes, model));
    expect(packDifferences(counted, [{ pack: 'defined', judgments: table('other') }])).toEqual([]);
    const baseline = 'baseline:coin';
    expect(
      packDifferences({ pack: 'default', judgments: table(baseline) }, [
        { pack: 'defined', judgments: table(baseline) },
      ]),
    ).toEqual([]);
  });

  it('says nothing where no scenario has a verdict with both', () => {
    const refused = pack(1, outcomes).map((row) => ({ ...row, outcome: 'refused' as const }));
    expect(packDifferences(counted, [{ pack: 'defined', judgments: tableFromJudgments(refused) }])).toEqual(
      [],
    );
  });
});
