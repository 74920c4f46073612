import { describe, expect, it } from 'vitest';
import { sortedRows, sortValue } from '../web/report/sorting.ts';

describe('sortValue', () => {
  it.each([
    ['59.4% [47.6–70.2]', 59.4],
    ['−7.2 [−24.8 to +10.3]', -7.2],
    ['+3.0', 3],
    ['11,956', 11_956],
    ['.83', 0.83],
    ['(42.0)', 42],
    [' 100%', 100],
  ])('takes %s as a number', (text, value) => {
    expect(sortValue(text)).toBe(value);
  });

  it('puts a bound beyond its number', () => {
    expect(sortValue('<.001')).toBeLessThan(0.001);
    expect(sortValue('>99.9%')).toBeGreaterThan(99.9);
  });

  it('takes names as text, also where they begin with a digit, and nothing as no value', () => {
    expect(sortValue('7b-model')).toBe('7b-model');
    expect(sortValue('Age')).toBe('age');
    expect(['—', '–', '·', 'undefined', 'undefined [0.0–1.0]', ''].map(sortValue)).toEqual(
      Array(6).fill(null),
    );
  });
});

describe('sortedRows', () => {
  const rows = [
    ['a', '5.0%'],
    ['b', '—'],
    ['c', '12.0%'],
    ['d', '<0.1%'],
  ];
  const order = (descending: boolean) => sortedRows(rows, 1, descending).map(([name]) => name);

  it('sorts numbers as numbers, what has none last whichever way', () => {
    expect(order(false)).toEqual(['d', 'a', 'c', 'b']);
    expect(order(true)).toEqual(['c', 'a', 'd', 'b']);
  });
});
