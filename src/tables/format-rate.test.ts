import { describe, expect, it } from 'vitest';
import { formatRate } from './format-rate.ts';

describe('formatRate', () => {
  it.each([
    [0.123, '12.3%'],
    [0, '0.0%'],
    [1, '100%'],
    [null, 'undefined'],
  ])('shows %d as %s', (rate, shown) => {
    expect(formatRate(rate)).toBe(shown);
  });

  it('never shows a rare event as none, nor nearly all as all', () => {
    expect(formatRate(1 / 100_000)).toBe('<0.1%');
    expect(formatRate(99_999 / 100_000)).toBe('>99.9%');
  });
});
