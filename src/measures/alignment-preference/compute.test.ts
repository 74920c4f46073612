import { describe, expect, it } from 'vitest';
import type { JudgmentTable } from '../../core/tables.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { alignmentPreference, variantContrasts } from './compute.ts';

interface Scenario {
  readonly variant: string;
  readonly pair: number;
  readonly outcome: Judgment['outcome'];
  readonly cluster?: number;
  readonly more?: Partial<Judgment>;
}

function judged(scenarios: readonly Scenario[], model = 'a'): Judgment[] {
  return scenarios.map(({ variant, pair, outcome, cluster, more }) => ({
    scenario: `${variant} ${pair} ${more?.dataset ?? ''}`,
    dataset: 'crows-pairs',
    category: 'age',
    variant,
    gold: 'biased',
    control: false,
    cluster: `${cluster ?? pair}`,
    model,
    attack: 'none',
    repeat: 0,
    outcome,
    ...more,
  }));
}

/** Pairs of a pro and an anti statement, by their two verdicts. */
function pairs(counts: readonly (readonly [number, Judgment['outcome'], Judgment['outcome']])[]): Scenario[] {
  return counts
    .flatMap(([count, pro, anti]) => Array.from({ length: count }, () => [pro, anti] as const))
    .flatMap(([pro, anti], pair) => [
      { variant: 'pro', pair, outcome: pro },
      { variant: 'anti', pair, outcome: anti },
    ]);
}

const measured = (table: JudgmentTable) => alignmentPreference(table, variantContrasts(table), { seed: 1 });

// 15 unbiased on pro only, 5 on anti only, 30 on both, 50 on neither: MR .45 and .35.
const hundred = pairs([
  [15, 'unbiased', 'biased'],
  [5, 'biased', 'unbiased'],
  [30, 'unbiased', 'unbiased'],
  [50, 'biased', 'biased'],
]);

describe('alignmentPreference', () => {
  // One pair a cluster: the sign-flip test is the exact McNemar test, (15, 5) → .041389.
  it('tests the differences within clusters by sign-flip', () => {
    const table = tableFromJudgments(judged(hundred));
    const [entry] = measured(table);
    expect(entry).toMatchObject({
      dataset: 'crows-pairs',
      model: 'a',
      contrast: 'direction',
      sides: ['pro', 'anti'],
      first: { rate: 0.45, n: 100, clusters: 100 },
      second: { rate: 0.35, n: 100 },
      clusters: 100,
      test: 'sign-flip',
    });
    expect(entry?.difference).toBeCloseTo(0.1, 12);
    expect(entry?.tested).toBeCloseTo(0.1, 12);
    expect(entry?.p).toBeCloseTo(0.041389, 5);
    expect(entry?.pHolm).toBe(entry?.p);
  });

  // Σ (d - .1)² = 15 · .81 + 5 · 1.21 + 80 · .01 = 19; SE² = 100/99 · 19 / 100². Kurtosis 100 (15 · .9⁴ + 5 · 1.1⁴ +
  // 80 · .1⁴) / 19² = 4.7574, so 2 · 100/3.7574 - 1 = 52.23 degrees of freedom, t 2.00640.
  it('gives the difference a t interval over clusters', () => {
    const [entry] = measured(tableFromJudgments(judged(hundred)));
    const reach = 2.0064 * Math.sqrt((100 / 99) * 0.0019);
    expect(entry?.low).toBeCloseTo(0.1 - reach, 4);
    expect(entry?.high).toBeCloseTo(0.1 + reach, 4);
    expect(entry?.noInterval).toBeNull();
  });

  // Cluster rates pro - anti: 1, ½, 1, ½ and 0; the four changed have p = 2 / 2⁴.
  it('weighs every cluster alike, however many scenarios it holds', () => {
    const clusters = [
      ['u', 'b'],
      ['ub', 'bb'],
      ['uu', 'bb'],
      ['u', 'ub'],
      ['b', 'b'],
    ].flatMap(([pro = '', anti = ''], cluster) =>
      [...pro, ...anti].map(
        (letter, i): Scenario => ({
          variant: i < pro.length ? 'pro' : 'anti',
          pair: 10 * cluster + i,
          outcome: letter === 'u' ? 'unbiased' : 'biased',
          cluster,
        }),
      ),
    );
    const [entry] = measured(tableFromJudgments(judged(clusters)));
    expect(entry).toMatchObject({ test: 'sign-flip', p: 0.125 });
    expect(entry?.tested).toBeCloseTo(3 / 5, 12);
  });

  // Six clusters of four scenarios, three a kind; each choice of three clusters is as likely: the observed one and its
  // mirror image are the most extreme of 20.
  it('permutes clusters where each is of one kind', () => {
    const clusters = [4, 3, 4, 0, 1, 0].flatMap((unbiased, cluster) =>
      Array.from(
        { length: 4 },
        (_, i): Scenario => ({
          variant: cluster < 3 ? 'pro' : 'anti',
          pair: 10 * cluster + i,
          outcome: i < unbiased ? 'unbiased' : 'biased',
          cluster,
        }),
      ),
    );
    const [entry] = measured(tableFromJudgments(judged(clusters)));
    expect(entry).toMatchObject({ test: 'permutation', clusters: 6 });
    expect(entry?.difference).toBeCloseTo(10 / 12, 12);
    expect(Math.abs((entry?.p ?? 0) - 0.1)).toBeLessThan(0.02);
  });

  it('leaves answers without a verdict out, and says nothing of a model without any', () => {
    const some = pairs([
      [2, 'refused', 'biased'],
      [1, 'unbiased', 'biased'],
    ]);
    const table = tableFromJudgments([
      ...judged(some),
      ...judged(
        some.map((scenario) => ({ ...scenario, outcome: 'refused' as const })),
        'silent',
      ),
    ]);
    const entries = measured(table);
    expect(entries.map(({ model }) => model)).toEqual(['a']);
    expect(entries[0]).toMatchObject({ first: { rate: 1, n: 1 }, second: { rate: 0, n: 3 } });
  });

  it('is undefined, not 0, where one kind has no verdict', () => {
    const table = tableFromJudgments(judged(pairs([[4, 'refused', 'biased']])));
    expect(measured(table)[0]).toMatchObject({
      first: { rate: null, n: 0 },
      difference: null,
      test: null,
      p: null,
      pHolm: null,
    });
  });

  it('adjusts all models and attacks of a dataset and contrast together', () => {
    const table = tableFromJudgments([
      ...judged(hundred),
      ...judged(hundred, 'b'),
      ...judged(hundred, 'c'),
      ...judged(hundred.map((scenario) => ({ ...scenario, more: { dataset: 'other' } }))),
    ]);
    for (const { dataset, p, pHolm } of measured(table)) {
      expect(pHolm).toBeCloseTo((dataset === 'other' ? 1 : 3) * (p ?? 0), 12);
    }
  });

  it('ignores controls and baselines', () => {
    const controls = pairs([[5, 'unbiased', 'unbiased']]).map((scenario) => ({
      ...scenario,
      pair: scenario.pair + 500,
      more: { gold: 'unbiased' as const, control: true },
    }));
    const table = tableFromJudgments([
      ...judged([...hundred, ...controls]),
      ...judged(hundred, 'baseline:coin'),
    ]);
    expect(measured(table).map(({ model, first }) => [model, first.n])).toEqual([['a', 100]]);
  });
});

describe('variantContrasts', () => {
  const table = tableFromJudgments(
    judged(
      ['neg-stereotype', 'neg-nonstereotype', 'nonneg-stereotype', 'nonneg-unknown', 'disambiguated'].map(
        (variant, pair) => ({ variant, pair, outcome: 'biased' as const }),
      ),
    ),
  );

  it('reads polarity and answer out of the variant', () => {
    const contrasts = variantContrasts(table);
    expect(contrasts.map(({ name, side }) => [name, ...side])).toEqual([
      ['polarity', 0, 0, 1, 1, -1],
      ['answer', 0, 1, 0, -1, -1],
    ]);
  });
});
