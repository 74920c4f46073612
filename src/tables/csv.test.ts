import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvFile, csvLines, unguardFormula } from './csv.ts';

describe('csvLines', () => {
  it('is read back as it was, numbers in full and null as an empty cell', () => {
    const rows = [
      ['name', 'rate', 'low', 'same'],
      ['a "quoted", name', 1 / 3, null, true],
      ['two\nlines, and\r', -0.25, '', false],
    ] as const;
    expect(parse(csvLines(rows))).toEqual([
      ['name', 'rate', 'low', 'same'],
      ['a "quoted", name', '0.3333333333333333', '', 'true'],
      ['two\nlines, and\r', '-0.25', '', 'false'],
    ]);
  });

  it('keeps a spreadsheet from running text as a formula, and leaves numbers below zero alone', () => {
    expect(csvLines([['=1+1'], ['@sum'], ['＝1'], [' =1'], ['\ufeff+1'], [-1]])).toBe(
      "'=1+1\n'@sum\n'＝1\n' =1\n'\ufeff+1\n-1\n",
    );
  });

  it('gives every text back once the guard is taken off', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), (cells) => {
        const [row = []] = parse(csvLines([cells])) as string[][];
        expect(row.map(unguardFormula)).toEqual(cells);
      }),
    );
  });
});

describe('csvFile', () => {
  it('begins with a byte order mark and ends its lines as spreadsheets do', () => {
    expect(csvFile(['model'], [['a'], [null]])).toBe('\uFEFFmodel\r\na\r\n\r\n');
  });
});
