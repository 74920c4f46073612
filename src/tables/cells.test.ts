import { describe, expect, it } from 'vitest';
import { decimalCell } from './cells.ts';

describe('decimalCell', () => {
  it('shows the interval where there is room', () => {
    expect(decimalCell(0.123, { low: -0.0412, high: 0.2871 })).toEqual({
      text: '0.12 [−0.04 to 0.29]',
      short: '0.12',
    });
  });

  it('shows the coefficient alone where it has no interval', () => {
    expect(decimalCell(1, { low: null, high: null })).toBe('1.00');
    expect(decimalCell(null, { low: null, high: null })).toBe('undefined');
  });
});
