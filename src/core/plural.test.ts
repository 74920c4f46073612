import { expect, it } from 'vitest';
import { countOf, plural } from './plural.ts';

it('takes the form for one for exactly one', () => {
  expect([0, 1, 2, 21, 1.5].map((count) => plural(count, 'item is', 'items are'))).toEqual([
    'items are',
    'item is',
    'items are',
    'items are',
    'items are',
  ]);
});

it('shows the count with a mark for thousands', () => {
  expect([0, 1, 11_956].map((count) => countOf(count, 'scenario'))).toEqual([
    '0 scenarios',
    '1 scenario',
    '11,956 scenarios',
  ]);
  expect(countOf(2, 'reply', 'replies')).toBe('2 replies');
});
