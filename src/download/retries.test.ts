import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, retryAfterMs } from './retries.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

test('Retry-After is read as seconds or as a date', () => {
  expect(retryAfterMs('7', now)).toBe(7000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9000);
  expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
});

test('a missing or unreadable Retry-After asks for nothing', () => {
  expect(retryAfterMs(undefined, now)).toBeNull();
  expect(retryAfterMs('', now)).toBeNull();
  expect(retryAfterMs('soon', now)).toBeNull();
});

test('the bound of a wait doubles and stops growing', () => {
  const bounds = { firstWaitMs: 100, longestWaitMs: 1000 };
  expect([1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, bounds, () => 1))).toEqual([
    100, 200, 400, 800, 1000,
  ]);
});

test('no header makes a wait that is negative or not a number', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      const wait = retryAfterMs(header, now);
      expect(wait === null || wait >= 0).toBe(true);
    }),
  );
});
