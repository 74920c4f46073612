import { expect, it } from 'vitest';
import { formatCost, formatDuration, formatPace } from './formats.ts';

it('shows what something cost, and no cost only where there was none', () => {
  expect([0, 0.004, 0.0634, 12.5, null].map(formatCost)).toEqual(['$0.00', '<$0.01', '$0.06', '$12.50', '—']);
});

it('shows a duration in its two largest units', () => {
  expect([400, 4200, 200_000, 7_500_000].map(formatDuration)).toEqual([
    '0 s',
    '4 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});

it('shows a pace with a mark for thousands, and in tenths where it is slow', () => {
  expect([2307.4, 12.6, 4.25, 0.33, 0].map(formatPace)).toEqual(['2,307', '13', '4.3', '0.3', '0.0']);
});
