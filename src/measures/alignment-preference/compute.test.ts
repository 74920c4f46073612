import { describe, expect, it } from 'vitest';
import type { JudgmentTable } from '../../core/tables.ts';
import { clusteredMean } from '../../stats/rates/clustered-mean.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { alignmentPreference, clusterPairs, variantContrasts } from './compute.ts';

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

const clusterAsPair = (table: JudgmentTable) => variantContrasts(table, { direction: table.cluster });

// 15 unbiased on pro only, 5 on anti only, 30 on both, 50 on neither: MR .45 and .35.
const hundred = pairs([
  [15, 'unbiased', 'biased'],
  [5, 'biased', 'unbiased'],
  [30, 'unbiased', 'unbiased'],
  [50, 'biased', 'biased'],
]);

describe('alignmentPreference', () => {
  it('compares paired scenarios by McNemar’s exact test', () => {
    const table = tableFromJudgments(judged(hundred));
    const [entry] = alignmentPreference(table, clusterAsPair(table));
    expect(entry).toMatchObject({
      dataset: 'crows-pairs',
      model: 'a',
      contrast: 'direction',
      sides: ['pro', 'anti'],
      first: { rate: 0.45, n: 100 },
      second: { rate: 0.35, n: 100 },
      paired: { n: 100, firstOnly: 15, secondOnly: 5 },
      test: 'mcnemar',
    });
    expect(entry?.difference).toBeCloseTo(0.1, 12);
    expect(entry?.p).toBeCloseTo(0.04139, 5);
    expect(entry?.pHolm).toBe(entry?.p);
  });

  // With whole pairs the difference is the mean of the differences within pairs.
  it('gives the clustered interval of the mean difference within pairs', () => {
    const table = tableFromJudgments(judged(hundred));
    const [entry] = alignmentPreference(table, clusterAsPair(table));
    const differences = [...new Array(15).fill(1), ...new Array(5).fill(-1), ...new Array(80).fill(0)];
    const expected = clusteredMean(differences, new Array(100).fill(1));
    expect(entry?.clustered.standardError).toBeCloseTo(expected.standardError ?? 0, 12);
    expect(entry?.clustered.low).toBeCloseTo(expected.low ?? 0, 10);
    expect(entry?.clustered.clusters).toBe(100);
  });

  // The same verdicts, nothing paired, every scenario a cluster of its own:
  // SE² = 200/199 (.45 · .55 + .35 · .65) / 100, t = .1 / SE; scipy.stats.t.sf(t, 199) · 2.
  it('compares scenarios that do not pair by the clustered difference', () => {
    const apart = hundred.map((scenario, i) => ({ ...scenario, cluster: i }));
    const table = tableFromJudgments(judged(apart));
    const [entry] = alignmentPreference(table, variantContrasts(table));
    expect(entry).toMatchObject({ paired: null, test: 'clustered' });
    expect(entry?.clustered.standardError).toBeCloseTo(Math.sqrt((200 / 199) * 0.00475), 12);
    expect(entry?.p).toBeCloseTo(0.149380632588484, 8);
  });

  it('pairs no scenarios where a side has several under one number', () => {
    const doubled = [
      ...pairs([[3, 'unbiased', 'biased']]),
      { variant: 'pro', pair: 0, outcome: 'biased' as const, more: { scenario: 'another' } },
    ];
    const table = tableFromJudgments(judged(doubled));
    expect(alignmentPreference(table, clusterAsPair(table))[0]?.paired).toEqual({
      n: 2,
      firstOnly: 2,
      secondOnly: 0,
    });
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
    const entries = alignmentPreference(table, clusterAsPair(table));
    expect(entries.map(({ model }) => model)).toEqual(['a']);
    expect(entries[0]).toMatchObject({
      first: { rate: 1, n: 1 },
      second: { rate: 0, n: 3 },
      paired: { n: 1 },
    });
  });

  it('is undefined, not 0, where one kind has no verdict', () => {
    const table = tableFromJudgments(judged(pairs([[4, 'refused', 'biased']])));
    expect(alignmentPreference(table, clusterAsPair(table))[0]).toMatchObject({
      first: { rate: null, n: 0 },
      difference: null,
      paired: { n: 0 },
      test: null,
      p: null,
      pHolm: null,
    });
  });

  it('adjusts all comparisons of a contrast together', () => {
    const table = tableFromJudgments([...judged(hundred), ...judged(hundred, 'b'), ...judged(hundred, 'c')]);
    for (const { p, pHolm } of alignmentPreference(table, clusterAsPair(table))) {
      expect(pHolm).toBeCloseTo(3 * (p ?? 0), 12);
    }
  });

  it('ignores controls', () => {
    const controls = pairs([[5, 'unbiased', 'unbiased']]).map((scenario) => ({
      ...scenario,
      pair: scenario.pair + 500,
      more: { gold: 'unbiased' as const, control: true },
    }));
    const table = tableFromJudgments(judged([...hundred, ...controls]));
    expect(alignmentPreference(table, clusterAsPair(table))[0]?.first.n).toBe(100);
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

  it('takes the pairs that it is given', () => {
    const pair = Uint32Array.of(0, 0, 1, 1, 2);
    expect(variantContrasts(table, { answer: pair }).map((contrast) => contrast.pair)).toEqual([null, pair]);
  });
});

const row = (dataset: string, cluster: string, variant: string, more: Partial<Judgment> = {}): Judgment => ({
  scenario: `${dataset} ${cluster} ${variant}`,
  dataset,
  category: 'age',
  variant,
  gold: 'biased',
  control: false,
  cluster,
  model: 'm',
  attack: 'none',
  repeat: 0,
  outcome: 'biased',
  ...more,
});

const pair = (cluster: string) => [row('pairs', cluster, 'pro'), row('pairs', cluster, 'anti')];

describe('clusterPairs', () => {
  it('pairs by cluster where no cluster of the dataset holds two of a variant', () => {
    const [one, other, another, last] = clusterPairs(tableFromJudgments([...pair('1'), ...pair('2')]));
    expect(one).toBe(other);
    expect(another).toBe(last);
    expect(one).not.toBe(another);
  });

  it('pairs nothing in a dataset with such a cluster, and goes on pairing in the others', () => {
    const pairs = clusterPairs(
      tableFromJudgments([
        ...pair('1'),
        row('targets', 'a', 'pro'),
        row('targets', 'a', 'anti'),
        row('targets', 'b', 'pro'),
        row('targets', 'b', 'pro', { scenario: 'a second of the target' }),
      ]),
    );
    expect(pairs[0]).toBe(pairs[1]);
    expect(new Set(pairs.subarray(2)).size).toBe(4);
  });

  it('does not count scenarios that were not judged', () => {
    const table = tableFromJudgments([...pair('1'), row('pairs', '1', 'pro', { scenario: 'as published' })]);
    const [series] = table.series;
    const unjudged = {
      ...table,
      series: series === undefined ? [] : [{ ...series, outcomes: Uint8Array.of(1, 2, 0) }],
    };
    expect(clusterPairs(table)[0]).not.toBe(clusterPairs(table)[1]);
    expect(clusterPairs(unjudged)[0]).toBe(clusterPairs(unjudged)[1]);
  });
});
