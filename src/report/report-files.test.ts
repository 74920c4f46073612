import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../tests/support/study-metrics.ts';
import { metricsCsvFiles } from '../measures/measure-study.ts';

const judged = (model: string, outcome: 'biased' | 'refused') => ({
  scenario: '0',
  dataset: '=cmd()',
  category: '@SUM(A1)',
  variant: '-1+2',
  gold: 'biased' as const,
  control: false,
  cluster: '0',
  model,
  attack: 'none',
  repeat: 0,
  outcome,
});
const results = judgedResults([judged('+x\r\n"y",', 'biased'), judged('z', 'refused')]);

describe('metricsCsvFiles', () => {
  const files = metricsCsvFiles(results);
  const rows: Record<string, string>[] = parse(files.get('misalignment.csv') ?? '', { columns: true });

  it('has a file a kind that there is something of', () => {
    expect([...files.keys()].sort()).toEqual(['consistency.csv', 'misalignment.csv']);
  });

  it('keeps a spreadsheet from running names as formulas, and numbers as they are', () => {
    expect(rows.at(-2)).toMatchObject({
      dataset: "'=cmd()",
      category: "'@SUM(A1)",
      variant: "'-1+2",
      model: '\'+x\r\n"y",',
      rate: '0',
      n: '1',
    });
  });

  it('leaves empty what is undefined', () => {
    expect(rows.at(-1)).toMatchObject({ model: 'z', rate: '', low: '', n: '0', outcomes_refused: '1' });
  });
});
