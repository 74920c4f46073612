import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csvText } from './csv.tsx';

describe('csvText', () => {
  it('is read back as it was, numbers in full and null as an empty cell', () => {
    const rows = [
      ['a "quoted", name', 1 / 3, null, true],
      ['two\nlines', -0.25, '', false],
    ] as const;
    expect(parse(csvText(['name', 'rate', 'low', 'same'], rows), { bom: true })).toEqual([
      ['name', 'rate', 'low', 'same'],
      ['a "quoted", name', '0.3333333333333333', '', 'true'],
      ['two\nlines', '-0.25', '', 'false'],
    ]);
  });

  it('keeps a spreadsheet from running text as a formula, and leaves numbers below zero alone', () => {
    expect(csvText(['model'], [['=1+1'], ['@sum'], [-1]])).toBe("\uFEFFmodel\r\n'=1+1\r\n'@sum\r\n-1\r\n");
  });
});
