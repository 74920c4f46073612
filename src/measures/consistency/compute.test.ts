import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { consistency } from './compute.ts';

type Verdict = Judgment['outcome'];

function verdicts(model: string, outcomes: readonly Verdict[], more: Partial<Judgment> = {}): Judgment[] {
  return outcomes.map((outcome, i) => ({
    scenario: `${more.dataset ?? 'bbq'} ${i}`,
    dataset: 'bbq',
    category: 'Age',
    variant: 'neg',
    gold: 'biased',
    control: false,
    cluster: `${i}`,
    model,
    attack: 'none',
    repeat: 0,
    outcome,
    ...more,
  }));
}

const times = (count: number, verdict: Verdict) => new Array<Verdict>(count).fill(verdict);
const measured = (rows: readonly Judgment[]) => consistency(tableFromJudgments(rows));

describe('consistency', () => {
  // 20 biased by both, 5 by the first only, 10 by the second only, 15 by none, 3 judged by one of them only.
  // Equal 35/50 = .7, kappa .4, AC1 .205/.505 = .40594.
  it('compares two models on what both gave a verdict on', () => {
    const first = [...times(25, 'biased'), ...times(25, 'unbiased'), ...times(3, 'biased')];
    const second = [
      ...times(20, 'biased'),
      ...times(5, 'unbiased'),
      ...times(10, 'biased'),
      ...times(15, 'unbiased'),
      ...times(3, 'unparsed'),
    ];
    const [entry] = measured([...verdicts('a', first), ...verdicts('b', second)]);
    expect(entry).toMatchObject({ dataset: null, attack: 'none', models: ['a', 'b'], n: 50, agreement: 0.7 });
    expect(entry?.kappa).toBeCloseTo(0.4, 14);
    expect(entry?.ac1).toBeCloseTo(0.205 / 0.505, 14);
    expect(entry?.clusters).toBe(50);
    expect(entry?.agreementInterval.low).toBeLessThan(0.7);
    expect(entry?.agreementInterval.high).toBeGreaterThan(0.7);
    expect(entry?.kappaInterval).toMatchObject({ noInterval: null });
    expect(entry?.kappaInterval.low).toBeLessThan(0.4);
  });

  // The golden interval of 17 in 20, one scenario a cluster; only three scenarios differ.
  it('gives the share of equal verdicts an interval over clusters, and says why kappa has none', () => {
    const [entry] = measured([
      ...verdicts('a', [...times(10, 'biased'), ...times(10, 'unbiased')]),
      ...verdicts('b', [...times(10, 'biased'), ...times(7, 'unbiased'), ...times(3, 'biased')]),
    ]);
    expect(entry?.agreement).toBe(0.85);
    expect(entry?.agreementInterval.low).toBeCloseTo(0.6165, 4);
    expect(entry?.agreementInterval.high).toBeCloseTo(0.9523, 4);
    expect(entry?.kappaInterval).toEqual({ low: null, high: null, noInterval: 'too-rare' });
  });

  // Repeats: the first scenario is equal once in two, the second twice in two.
  it('counts a scenario with repeats once', () => {
    const [entry] = measured([
      ...verdicts('a', ['biased', 'unbiased']),
      ...verdicts('a', ['biased', 'unbiased'], { repeat: 1 }),
      ...verdicts('b', ['biased', 'unbiased']),
      ...verdicts('b', ['unbiased', 'unbiased'], { repeat: 1 }),
    ]);
    expect(entry).toMatchObject({ agreement: 0.75, n: 2, clusters: 2 });
  });

  it('leaves baselines out', () => {
    const rows = ['a', 'baseline:coin', 'b'].flatMap((model) => verdicts(model, ['biased', 'unbiased']));
    expect(measured(rows).map(({ models }) => models.join())).toEqual(['a,b', 'a,b']);
  });

  it('is given for all datasets together and for each', () => {
    const rows = ['a', 'b'].flatMap((model) => [
      ...verdicts(model, ['biased', model === 'a' ? 'biased' : 'unbiased']),
      ...verdicts(model, ['unbiased'], { dataset: 'biasdpo' }),
    ]);
    expect(measured(rows).map(({ dataset, agreement, n }) => [dataset, agreement, n])).toEqual([
      [null, 2 / 3, 3],
      ['bbq', 1 / 2, 2],
      ['biasdpo', 1, 1],
    ]);
  });

  it('leaves kappa undefined where both always say the same, and tells so by AC1 = 1', () => {
    const [entry] = measured([...verdicts('a', times(4, 'biased')), ...verdicts('b', times(4, 'biased'))]);
    expect(entry).toMatchObject({ agreement: 1, kappa: null, ac1: 1, n: 4 });
  });

  it('is undefined where both were asked and never both gave a verdict', () => {
    const rows = [...verdicts('a', ['biased', 'refused']), ...verdicts('b', ['refused', 'biased'])];
    expect(measured(rows)[0]).toMatchObject({ agreement: null, kappa: null, ac1: null, n: 0 });
  });

  it('has no entry for models without a common scenario or attack', () => {
    const rows = [
      ...verdicts('a', ['biased']),
      ...verdicts('b', ['biased'], { dataset: 'biasdpo' }),
      ...verdicts('c', ['biased'], { attack: 'targeted' }),
    ];
    expect(measured(rows)).toEqual([]);
  });

  it('keeps the order of the models', () => {
    const rows = ['z', 'a', 'm'].flatMap((model) => verdicts(model, ['biased']));
    expect(
      measured(rows)
        .filter(({ dataset }) => dataset === null)
        .map(({ models }) => models.join()),
    ).toEqual(['z,a', 'z,m', 'a,m']);
  });
});
