import { expect, it } from 'vitest';
import { formatP } from './format-p.ts';

it('shows three decimals and says when p is smaller', () => {
  expect([0.04139, 1, 4.43e-6, 0, null].map(formatP)).toEqual([
    '0.041',
    '1.000',
    '<0.001',
    '<0.001',
    'undefined',
  ]);
});

it('keeps a p value on its side of .05', () => {
  expect(formatP(0.0496)).toBe('0.0496');
  expect(formatP(0.0504)).toBe('0.0504');
});
