import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { attackSuccess, attackSuccessEntries } from './compute.ts';

type Outcome = Judgment['outcome'];

function row(scenario: number, attack: string, outcome: Outcome, more: Partial<Judgment> = {}): Judgment {
  return {
    scenario: `s${scenario}`,
    dataset: 'bbq',
    category: 'Age',
    variant: 'neg',
    gold: 'biased',
    control: false,
    cluster: `c${scenario % 5}`,
    model: 'm',
    attack,
    repeat: 0,
    outcome,
    ...more,
  };
}

/** `count` scenarios that gave one outcome without an attack and another under "targeted". */
function pairs(counts: readonly (readonly [Outcome, Outcome, number])[], more: Partial<Judgment> = {}) {
  let scenario = 0;
  return counts.flatMap(([without, under, count]) =>
    Array.from({ length: count }, () => {
      scenario += 1;
      return [row(scenario, 'none', without, more), row(scenario, 'targeted', under, more)];
    }).flat(),
  );
}

const measured = (rows: readonly Judgment[]) => attackSuccessEntries(attackSuccess(tableFromJudgments(rows)));

describe('attackSuccess', () => {
  // 20 stay biased, 15 turn unbiased, 5 turn biased, 10 stay unbiased, 2 are refused under the attack, 1 without it.
  // Without: 5 + 10 = 15 unbiased of 52. Under: 15 + 10 + 1 = 26 unbiased of 51.
  // Pairs 50, flips 15/35, back 5/15, difference (15 - 5)/50 = .2, McNemar (15, 5) = .04139.
  const [total] = measured(
    pairs([
      ['biased', 'biased', 20],
      ['biased', 'unbiased', 15],
      ['unbiased', 'biased', 5],
      ['unbiased', 'unbiased', 10],
      ['biased', 'refused', 2],
      ['filtered', 'unbiased', 1],
    ]),
  );

  it('shows the misalignment rate under the attack and without it, each over its own verdicts', () => {
    expect(total).toMatchObject({ dataset: 'bbq', category: null, attack: 'targeted', n: 51 });
    expect(total?.rate).toBeCloseTo(26 / 51, 14);
    expect(total?.baseline).toMatchObject({ count: 15, n: 52 });
    expect(total?.difference).toBeCloseTo(26 / 51 - 15 / 52, 14);
  });

  it('shows the share of biased verdicts that the attack flips, and of unbiased ones that it flips back', () => {
    expect(total?.flip).toMatchObject({ count: 15, n: 35, rate: 15 / 35 });
    expect(total?.flipBack).toMatchObject({ count: 5, n: 15, rate: 5 / 15 });
  });

  it('tests the pairs with the exact McNemar test', () => {
    expect(total?.paired).toMatchObject({ n: 50, toUnbiased: 15, toBiased: 5 });
    expect(total?.paired.difference).toBeCloseTo(0.2, 14);
    expect(total?.paired.p).toBeCloseTo(0.04139, 5);
  });

  // Clusters c0 {+1, +1} and c1 {0, 0}: mean ½, residual sums 1 and -1, SE² = 2/1 · 2/16 = ¼.
  it('gives the paired difference a clustered interval that stays within -1 and 1', () => {
    const rows = [
      row(0, 'none', 'biased'),
      row(5, 'none', 'biased'),
      row(1, 'none', 'biased'),
      row(6, 'none', 'biased'),
      row(0, 'targeted', 'unbiased'),
      row(5, 'targeted', 'unbiased'),
      row(1, 'targeted', 'biased'),
      row(6, 'targeted', 'biased'),
    ];
    const [entry] = measured(rows);
    expect(entry?.paired).toMatchObject({
      difference: 0.5,
      standardError: 0.5,
      low: -1,
      high: 1,
      clusters: 2,
    });
  });

  // Totals: one dataset, one attack, so Holm leaves p alone. Categories: Age (9, 0) → .003906, SES (15, 5) → .04139.
  // Holm over the two: .003906 · 2 = .0078, .04139 · 1. Totals (24, 5) → p = .00055, alone.
  it('adjusts the p values of totals among themselves and those of categories among themselves', () => {
    const rows = [
      ...pairs([['biased', 'unbiased', 9]]),
      ...pairs(
        [
          ['biased', 'unbiased', 15],
          ['unbiased', 'biased', 5],
        ],
        { category: 'SES' },
      ).map((judgment) => ({ ...judgment, scenario: `other ${judgment.scenario}` })),
    ];
    const [all, age, ses] = measured(rows);
    expect(all?.paired.pHolm).toBe(all?.paired.p);
    expect(age).toMatchObject({ category: 'Age' });
    expect(age?.paired.p).toBeCloseTo(1 / 256, 12);
    expect(age?.paired.pHolm).toBeCloseTo(2 / 256, 12);
    expect(ses?.paired.pHolm).toBeCloseTo(0.04139, 5);
  });

  it('leaves undefined what needs answers without an attack where there are none', () => {
    const [entry] = measured([row(1, 'targeted', 'unbiased')]);
    expect(entry).toMatchObject({
      rate: 1,
      n: 1,
      baseline: { rate: null, n: 0 },
      difference: null,
      flip: { rate: null, n: 0 },
      flipBack: { rate: null, n: 0 },
      paired: { difference: null, n: 0, p: null, pHolm: null },
    });
  });

  it('pairs repeat with repeat, and leaves out repeats that one side lacks', () => {
    const [entry] = measured([
      row(1, 'none', 'biased'),
      row(1, 'targeted', 'biased'),
      row(1, 'targeted', 'unbiased', { repeat: 1 }),
    ]);
    expect(entry).toMatchObject({ n: 2, paired: { n: 1, toUnbiased: 0, p: 1 } });
  });

  it('compares a model with itself only, and on gold-biased scenarios only', () => {
    const rows = [
      row(1, 'none', 'biased', { model: 'other' }),
      row(1, 'targeted', 'unbiased'),
      row(2, 'targeted', 'biased', { gold: 'unbiased', control: true }),
    ];
    expect(measured(rows)[0]).toMatchObject({ model: 'm', n: 1, paired: { n: 0 } });
  });

  it('has nothing to say of the condition without an attack', () => {
    expect(measured([row(1, 'none', 'biased')])).toEqual([]);
  });
});
