import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from './rate-limits.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': '3', 'retry-after-ms': '250' }, 250],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '-5x' }, null],
  [{}, null],
])('%j asks to wait %j milliseconds', (headers, expected) => {
  expect(retryAfterMs(headers, now)).toBe(expected);
});

test('no header value throws, and no wait is negative', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const wait = retryAfterMs({ 'retry-after': value }, now);
      expect(wait === null || wait >= 0).toBe(true);
    }),
  );
});
