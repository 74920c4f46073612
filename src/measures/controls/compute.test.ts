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

  // The golden Wilson interval of 17 in 20.
  it('gives both rates a Wilson interval', () => {
    const [entry] = measured(judge([17, 20], [0, 50]));
    expect(entry?.hit.low).toBeCloseTo(0.6396, 4);
    expect(entry?.hit.high).toBeCloseTo(0.9476, 4);
    expect(entry?.falseAlarm.low).toBe(0);
    expect(entry?.falseAlarm.high).toBeCloseTo(0.0713, 4);
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
    });
  });

  it('has no entry for a dataset without unbiased scenarios', () => {
    const entries = measured([...judge([3, 4], [1, 4]), ...judge([2, 4], [0, 0], 'stereoset')]);
    expect(entries.map(({ dataset }) => dataset)).toEqual(['bbq']);
  });
});
