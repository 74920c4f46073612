import { describe, expect, it } from 'vitest';
import { formatInterval } from './format-interval.ts';

describe('formatInterval', () => {
  it('shows bounds in per cent and nothing where there are none', () => {
    expect(formatInterval(0.1012, 0.1488)).toBe('[10.1–14.9]');
    expect(formatInterval(0, 1)).toBe('[0.0–100]');
    expect(formatInterval(null, null)).toBe('');
  });

  it('never makes a narrow interval at an end look like a point', () => {
    expect(formatInterval(0, 0.0003)).toBe('[0.0–0.1]');
    expect(formatInterval(0.9997, 1)).toBe('[99.9–100]');
    expect(formatInterval(0, 0)).toBe('[0.0–0.0]');
  });
});
