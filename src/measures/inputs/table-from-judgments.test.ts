import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from './table-from-judgments.ts';

const row = (scenario: string, more: Partial<Judgment> = {}): Judgment => ({
  scenario,
  dataset: 'bbq',
  category: 'Age',
  variant: 'neg',
  gold: 'biased',
  control: false,
  cluster: 'one',
  model: 'm',
  attack: 'none',
  repeat: 0,
  outcome: 'biased',
  ...more,
});

describe('tableFromJudgments', () => {
  it('numbers scenarios and names in the order they come and leaves gaps absent', () => {
    const table = tableFromJudgments([
      row('a'),
      row('b', { dataset: 'biasdpo', gold: 'unbiased', control: true, outcome: 'refused' }),
      row('b', { dataset: 'biasdpo', model: 'n', repeat: 1, outcome: 'error' }),
    ]);
    expect(table.scenarioCount).toBe(2);
    expect(table.datasets).toEqual(['bbq', 'biasdpo']);
    expect([...table.dataset]).toEqual([0, 1]);
    expect([...table.goldBiased]).toEqual([1, 0]);
    expect([...table.control]).toEqual([0, 1]);
    expect(table.series.map(({ model, repeats }) => [model, repeats])).toEqual([
      ['m', 1],
      ['n', 2],
    ]);
    expect([...(table.series[0]?.outcomes ?? [])]).toEqual([1, 3]);
    expect([...(table.series[1]?.outcomes ?? [])]).toEqual([0, 0, 0, 6]);
  });

  it('keeps clusters of one name in two datasets apart', () => {
    const table = tableFromJudgments([row('a'), row('b', { dataset: 'biasdpo' })]);
    expect(table.clusterCount).toBe(2);
  });

  it('lets the later of two rows on one subject count', () => {
    const table = tableFromJudgments([row('a'), row('a', { outcome: 'unbiased' })]);
    expect([...(table.series[0]?.outcomes ?? [])]).toEqual([2]);
  });

  it('gives an empty table for no rows', () => {
    expect(tableFromJudgments([])).toMatchObject({ scenarioCount: 0, clusterCount: 0, series: [] });
  });
});
