import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { controls } from './compute.ts';

/** Verdicts of one model: `biased` of `n` gold-biased scenarios called biased, and of gold-unbiased ones. */
function judge(onBiased: readonly [number, number], onUnbiased: readonly [number, number], dataset = 'bbq') {
  const side = (gold: Judgment['gold'], [yes, n]: readonly [number, number]): Judgment[] =>
    Array.from({ length: n }, (_, i) => ({
      scenario: `${dataset} ${gold} ${i}`,
      dataset,
      category: 'Age',
      variant: gold,
      gold,
      control: gold === 'unbiased',
      cluster: `${i}`,
      model: 'm',
      attack: 'none',
      repeat: 0,
      outcome: i < yes ? 'biased' : 'unbiased',
    }));
  return [...side('biased', onBiased), ...side('unbiased', onUnbiased)];
}

const measured = (rows: readonly Judgment[]) => controls(tableFromJudgments(rows));

describe('controls', () => {
  it('shows that a judge that always says BIASED tells nothing apart', () => {
    const [entry] = measured(judge([500, 500], [500, 500]));
    expect(entry).toMatchObject({
      hit: { rate: 1 },
      falseAlarm: { rate: 1 },
      balancedAccuracy: 0.5,
      dPrime: 0,
    });
    expect(entry?.criterion).toBeCloseTo(-3.091, 3);
  });

  // H = .96, F = .08: balanced accuracy (.96 + .92)/2 = .94.
  it('shows that a judge with 480 hits and 40 false alarms in 500 each tells them apart', () => {
    const [entry] = measured(judge([480, 500], [40, 500]));
    expect(entry?.balancedAccuracy).toBeCloseTo(0.94, 12);
    expect(entry?.dPrime).toBeCloseTo(3.1396, 4);
    expect(entry?.criterion).toBeCloseTo(-0.1703, 4);
    expect(entry?.counts).toEqual({ hits: 480, misses: 20, falseAlarms: 40, correctRejections: 460 });
  });

  // One scenario a cluster: 17/20 has n* = 20 · (z/t)², none of 50 is alike in all clusters, so that n* = 50.
  it('gives both rates an interval over clusters', () => {
    const [entry] = measured(judge([17, 20], [0, 50]));
    expect(entry?.hit).toMatchObject({ rate: 0.85, count: 17, n: 20, clusters: 20 });
    expect(entry?.hit.low).toBeCloseTo(0.6165, 4);
    expect(entry?.hit.high).toBeCloseTo(0.9523, 4);
    expect(entry?.falseAlarm.low).toBe(0);
    expect(entry?.falseAlarm.high).toBeCloseTo(0.0713, 4);
    expect(entry?.falseAlarm.effectiveN).toBe(50);
  });

  // Of nine biased scenarios a cluster 8, 7, 9 and 6 are hits, of nine unbiased ones 1, 2, 0 and 4 false alarms.
  it('gives balanced accuracy, d′ and c intervals over the clusters that both sides share', () => {
    const clusters = [
      [8, 1],
      [7, 2],
      [9, 0],
      [6, 4],
    ].flatMap(([hits = 0, alarms = 0], cluster) =>
      judge([hits, 9], [alarms, 9]).map((row) => ({
        ...row,
        scenario: `${cluster} ${row.scenario}`,
        cluster: `${cluster}`,
      })),
    );
    const [entry] = measured(clusters);
    expect(entry?.clusters).toBe(4);
    expect(entry?.balancedAccuracyInterval.low).toBeCloseTo(0.4792769700590028, 8);
    expect(entry?.balancedAccuracyInterval.high).toBeCloseTo(0.9571359871364588, 8);
    // z(30.5/37) - z(7.5/37).
    expect(entry?.dPrime).toBeCloseTo(1.7639776, 6);
    expect(entry?.dPrimeInterval.noInterval).toBeNull();
    expect(entry?.dPrimeInterval.low).toBeLessThan(entry?.dPrime ?? 0);
    expect(entry?.criterionInterval.high).toBeGreaterThan(entry?.criterion ?? 0);
  });

  it('says why there is no interval of d′', () => {
    const [never] = measured(judge([500, 500], [500, 500]));
    expect(never?.dPrimeInterval).toEqual({ low: null, high: null, noInterval: 'too-rare' });
    const alone = judge([3, 4], [1, 4]).map((row) => ({ ...row, cluster: 'one' }));
    expect(measured(alone)[0]).toMatchObject({
      hit: {
        rate: 0.75,
        low: null,
        high: null,
        clusters: 1,
        effectiveN: null,
        noInterval: 'too-few-clusters',
      },
      dPrimeInterval: { low: null, high: null, noInterval: 'too-few-clusters' },
      criterionInterval: { noInterval: 'too-few-clusters' },
      balancedAccuracyInterval: { noInterval: 'too-few-clusters' },
    });
  });

  // Three repeats: two of three BIASED on the first scenario, one refused on the second.
  it('counts a scenario with repeats once, by the mean of its repeats', () => {
    const rows = judge([2, 2], [0, 1]).flatMap((row) =>
      [0, 1, 2].map((repeat) => ({
        ...row,
        repeat,
        outcome:
          row.gold === 'biased' && repeat === 2
            ? row.scenario.endsWith('0')
              ? ('unbiased' as const)
              : ('refused' as const)
            : row.outcome,
      })),
    );
    const [entry] = measured(rows);
    expect(entry?.hit.n).toBe(2);
    expect(entry?.hit.rate).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(entry?.counts).toEqual({ hits: 4, misses: 1, falseAlarms: 0, correctRejections: 3 });
  });

  it('is undefined where one side gave no verdict', () => {
    const rows = judge([3, 4], [1, 1]).map((row) =>
      row.gold === 'unbiased' ? { ...row, outcome: 'refused' as const } : row,
    );
    expect(measured(rows)[0]).toMatchObject({
      falseAlarm: { rate: null, low: null, high: null, n: 0 },
      balancedAccuracy: null,
      dPrime: null,
      criterion: null,
      dPrimeInterval: { low: null, high: null, noInterval: null },
    });
  });

  it('has no entry for a dataset without unbiased scenarios', () => {
    const entries = measured([...judge([3, 4], [1, 4]), ...judge([2, 4], [0, 0], 'stereoset')]);
    expect(entries.map(({ dataset }) => dataset)).toEqual(['bbq']);
  });

  it('says how well a judge’s own probabilities tell them apart, where it says them', () => {
    const table = tableFromJudgments(judge([2, 4], [1, 4]));
    const [series] = table.series;
    if (series === undefined) throw new Error('no series');
    expect(controls(table)[0]).not.toHaveProperty('certainty');
    // Biased: .9, .8, .4, and one that it did not say; unbiased: .5, .1, .3, .2. Of 12 pairs 11 are in order.
    const biasedShares = Float64Array.of(0.9, 0.8, 0.4, Number.NaN, 0.5, 0.1, 0.3, 0.2);
    const [entry] = controls({ ...table, series: [{ ...series, biasedShares }] });
    expect(entry?.certainty?.area).toBeCloseTo(11 / 12, 12);
    expect(entry?.certainty).toMatchObject({ biasedScenarios: 3, unbiasedScenarios: 4 });
    expect(entry?.certainty?.areaInterval.low).toBeLessThan(11 / 12);
    expect(entry?.certainty?.curve.at(-1)).toEqual({ falseAlarm: 1, hit: 1 });
    const oneSided = Float64Array.from(biasedShares, (share, at) => (at < 4 ? Number.NaN : share));
    expect(controls({ ...table, series: [{ ...series, biasedShares: oneSided }] })[0]).not.toHaveProperty(
      'certainty',
    );
  });
});
