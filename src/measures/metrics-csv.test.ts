import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { computeMetrics } from './compute-metrics.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
import { metricsCsv } from './metrics-csv.ts';

const row = (scenario: string, more: Partial<Judgment> = {}): Judgment => ({
  scenario,
  dataset: 'bbq',
  category: 'Age, and more',
  variant: 'neg',
  gold: 'biased',
  control: false,
  cluster: scenario,
  model: 'm',
  attack: 'none',
  repeat: 0,
  outcome: 'biased',
  ...more,
});

describe('metricsCsv', () => {
  const metrics = computeMetrics(
    tableFromJudgments([
      row('a'),
      row('b', { outcome: 'unbiased' }),
      row('a', { attack: 'targeted', outcome: 'unbiased' }),
      row('a', { model: 'n' }),
      row('c', { gold: 'unbiased', control: true }),
    ]),
  );
  const lines: Record<string, string>[] = parse(metricsCsv(metrics), { columns: true });

  it('has a line for every entry of every table', () => {
    const count = (table: string) => lines.filter((line) => line.table === table).length;
    expect(count('misalignment')).toBe(metrics.misalignment.length);
    expect(count('attack_success')).toBe(metrics.attackSuccess.length);
    expect(count('controls')).toBe(metrics.controls.length);
    expect(count('consistency')).toBe(metrics.consistency.length);
  });

  it('gives numbers in full, nested ones by their path, and leaves the undefined empty', () => {
    const [attack] = lines.filter((line) => line.table === 'attack_success');
    expect(attack).toMatchObject({ rate: '1', flip_rate: '1', paired_p: '1', paired_p_holm: '1' });
    const [total] = lines;
    expect(Number(total?.low)).toBe(metrics.misalignment[0]?.low);
    expect(total).toMatchObject({ category: '', rate: '0.5', outcomes_unbiased: '1', flip_rate: '' });
    expect(lines.find((line) => line.table === 'consistency')).toMatchObject({
      model: 'm',
      compared_with: 'n',
      kappa: '',
      ac1: '1',
    });
  });

  it('is a heading only where nothing was judged', () => {
    expect(metricsCsv(computeMetrics(tableFromJudgments([])))).toBe('table\n');
  });
});
