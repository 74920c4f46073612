import { describe, expect, test } from 'vitest';
import type { TokenPrice } from './engine.ts';
import { costUsd, peakEndsAt, priceBetween } from './price.ts';

const price: TokenPrice = {
  inputPerMillion: 2,
  outputPerMillion: 8,
  cachedInputPerMillion: 0.5,
  offPeak: {
    share: 0.5,
    peakHours: [
      [1, 4],
      [6, 10],
    ],
    peakDays: [1, 2, 3, 4, 5],
  },
};
const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);

test('input from the cache has its own price, or that of other input', () => {
  const used = { inputTokens: 1_000_000, outputTokens: 500_000, cachedInputTokens: 400_000 };
  // 0.6 · 2 + 0.4 · 0.5 + 0.5 · 8
  expect(costUsd(used, price)).toBeCloseTo(5.4, 12);
  expect(costUsd(used, { inputPerMillion: 2, outputPerMillion: 8 })).toBeCloseTo(6, 12);
  expect(costUsd(used, null)).toBe(null);
});

describe('the hour', () => {
  test.each([
    ['inside', '30T02:00', '30T02:01', 2],
    ['outside', '30T05:00', '30T05:01', 1],
    ['on a Sunday', '29T02:00', '29T02:01', 1],
    ['begun before peak hours and ended in them', '30T00:59', '30T01:00', 2],
    ['begun in peak hours and ended after them', '30T03:59', '30T04:00', 2],
  ])('%s', (_, from, until, inputPerMillion) => {
    expect(priceBetween(price, at(from), at(until))?.inputPerMillion).toBe(inputPerMillion);
  });

  test('halves all three prices', () => {
    expect(priceBetween(price, at('30T05:00'), at('30T05:00'))).toEqual({
      inputPerMillion: 1,
      outputPerMillion: 4,
      cachedInputPerMillion: 0.25,
    });
  });

  test('does not matter where the price does not depend on it', () => {
    const plain = { inputPerMillion: 2, outputPerMillion: 8 };
    expect(priceBetween(plain, at('30T05:00'), at('30T05:00'))).toBe(plain);
    expect(peakEndsAt(plain, at('30T02:00'))).toBe(null);
    expect(peakEndsAt(null, at('30T02:00'))).toBe(null);
  });
});

test.each([
  ['30T01:00', '30T04:00'],
  ['30T03:59', '30T04:00'],
  ['30T09:30', '30T10:00'],
])('peak hours at %s end at %s', (from, until) => {
  expect(peakEndsAt(price, at(from))).toBe(at(until));
});

test('outside of peak hours nothing ends', () => {
  expect(peakEndsAt(price, at('30T04:00'))).toBe(null);
  expect(peakEndsAt(price, at('28T02:00'))).toBe(null);
});
