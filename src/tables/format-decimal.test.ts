import { expect, it } from 'vitest';
import { formatDecimal } from './format-decimal.ts';

it('shows a coefficient to the digits asked for, and no minus before a zero', () => {
  expect([0.834, -0.17, -0.001, null].map((value) => formatDecimal(value))).toEqual([
    '0.83',
    '−0.17',
    '0.00',
    'undefined',
  ]);
  expect(formatDecimal(3.1396, 1)).toBe('3.1');
});
