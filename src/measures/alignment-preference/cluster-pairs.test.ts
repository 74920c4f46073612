import { describe, expect, it } from 'vitest';
import { clusterPairs } from './cluster-pairs.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';

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
