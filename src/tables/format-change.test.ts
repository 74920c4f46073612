import { expect, it } from 'vitest';
import { formatChange } from './format-change.ts';

it('shows a difference in points with its sign', () => {
  expect([0.333, -0.012, 0, 0.0001, null].map(formatChange)).toEqual([
    '+33.3',
    '−1.2',
    '0.0',
    '0.0',
    'undefined',
  ]);
});
