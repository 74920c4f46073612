import { expect, it } from 'vitest';
import { formatCount } from './format-count.ts';

it('groups thousands', () => {
  expect([0, 999, 11_956].map(formatCount)).toEqual(['0', '999', '11,956']);
});
