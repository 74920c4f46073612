import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { askedWaitMs, readTime, retryAfterMs } from './asked-wait.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

function askedWait(headers: Record<string, string>, body: string, status = 429): number | null {
  return askedWaitMs({ status, headers, body }, now);
}

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': '3', 'retry-after-ms': '250' }, 250],
  [{ 'x-ms-retry-after-ms': '250' }, 250],
  [{ 'retry-after': '1m30s' }, 90_000],
  [{ 'retry-after': ['3', '8'] }, 8000],
  [{ 'retry-after': '120, 60' }, 120_000],
  [{ 'x-ratelimit-retry-after': '7' }, 7000],
  [{ 'x-amzn-retry-after-ms': '250' }, 250],
  [{ 'retry-after': '3', 'x-retry-after': '9' }, 3000],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '-5x' }, null],
  [{ 'retry-after': '99999999999999999999' }, null],
  [{ 'retry-after': '1e19' }, null],
  [{}, null],
])('%j asks to wait %j milliseconds', (headers, expected) => {
  expect(retryAfterMs(headers, now)).toBe(expected);
});

test('no header value throws, and no wait is negative or without end', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const wait = retryAfterMs({ 'retry-after': value }, now);
      expect(wait === null || (wait >= 0 && Number.isFinite(wait))).toBe(true);
    }),
  );
});

test.each([
  ['1s', 1000],
  ['6m0s', 360_000],
  ['20ms', 20],
  ['1m30s', 90_000],
  ['1m12.345s', 72_345],
  ['1h2m3.5s', 3_723_500],
  ['00:01:30', 90_000],
  ['PT1M30S', 90_000],
  ['P1D', 86_400_000],
  ['P1DT2H', 93_600_000],
  ['2 minutes and 5 seconds', 125_000],
  ['1 hour, 2 min', 3_720_000],
  ['499µs', 0.499],
  ['120us', 0.12],
  ['PT30S', 30_000],
  ['1d', 86_400_000],
  ['12', 12_000],
  [12, 12_000],
  [String(now / 1000 + 9), 9000],
  [now + 9000, 9000],
  ['2026-03-01T12:00:04Z', 4000],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
  ['-1', 0],
  ['tomorrow-ish', null],
  ['1s of silence', null],
  ['', null],
  [Number.NaN, null],
  [null, null],
])('the time %j is %j milliseconds away', (value, expected) => {
  const wait = readTime(value, now);
  if (expected === null) expect(wait).toBeNull();
  else expect(wait).toBeCloseTo(expected, 6);
});

describe('the wait that a body asks for', () => {
  it.each([
    [{ error: { details: [{ '@type': 'x/RetryInfo', retryDelay: '34.5s' }] } }, 34_500],
    [{ error: { details: [{ retryDelay: { seconds: 7, nanos: 0 } }] } }, 7000],
    [[{ error: { details: [{ metadata: { quotaResetDelay: '1h2m3s' } }] } }], 3_723_000],
    [{ error: { message: 'no', retry_after: 3 } }, 3000],
    [{ retry_after_ms: 250 }, 250],
    [{ detail: { retryAfterSeconds: 8 } }, 8000],
    [{ error: 'Model x is currently loading', estimated_time: 20.5 }, 20_500],
    [{ error: { resets_at: now / 1000 + 60 } }, 60_000],
    [{ error: { resets_in_seconds: 90 } }, 90_000],
    [
      {
        error: {
          metadata: { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': `${now + 4000}` } },
        },
      },
      4000,
    ],
    [{ error: { message: 'Rate limit reached. Please try again in 20s. Visit the limits page.' } }, 20_000],
    [{ error: { message: 'Please try again in 1m12.5s.' } }, 72_500],
    [{ error: { message: 'Please try again in 6ms.' } }, 6],
    [{ error: { message: 'Rate limit exceeded, next request allowed in 8 s.' } }, 8000],
    [{ message: '请求过于频繁，请在30秒后重试' }, 30_000],
    [{ error: { retry_after_ms: '1500' } }, 1500],
    [{ error: { retry_after_minutes: 'two' } }, null],
    [{ error: { message: 'Please retry after 6 seconds.' } }, 6000],
    [{ error: { message: 'Please retry in 38.482s.' } }, 38_482],
    [{ error: { message: 'Too many requests; wait for about 5 minutes, then go on.' } }, 300_000],
    [{ error: { message: 'Your limit resets at 2026-03-01T12:30:00Z.' } }, 1_800_000],
    [{ error: { message: 'Used up. Available again in 2 hours and 5 minutes.' } }, 7_500_000],
    [{ error: { message: 'You sent 30 requests in 20s.' } }, null],
    [{ error: { message: 'Wait until somebody comes.' } }, null],
    [{ retry_after: -4 }, 0],
    [{ retry_after: 'never' }, null],
    [{ retry_after: 1e19 }, null],
  ])('%j: %j milliseconds', (body, expected) => {
    expect(askedWait({}, JSON.stringify(body))).toBe(expected);
  });

  it('is read from plain text too', () => {
    expect(askedWait({}, 'Slow down, retry after 3 s')).toBe(3000);
  });

  it('is read in no time from a body of any kind', () => {
    const deep = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;
    const startedAt = performance.now();
    for (const body of [
      'try again in '.repeat(100_000),
      'wait '.repeat(200_000),
      deep,
      '1m'.repeat(300_000),
    ]) {
      expect(askedWait({}, body)).toBeNull();
    }
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('the resets in headers', () => {
  it.each([
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m30s' }, 90_000],
    // The one that is spent, not the one that is not.
    [
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '6ms',
        'x-ratelimit-remaining-tokens': '900',
        'x-ratelimit-reset-tokens': '8s',
      },
      6,
    ],
    // Where none is spent, the call was too large for one of them: the nearest is tried.
    [
      {
        'x-ratelimit-remaining-requests': '900',
        'x-ratelimit-reset-requests': '23h',
        'x-ratelimit-remaining-tokens': '90',
        'x-ratelimit-reset-tokens': '8s',
      },
      8000,
    ],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 5000) }, 5000],
    [{ 'x-ratelimit-reset': '1772366407' }, 7000],
    [{ 'x-rate-limit-reset': '7' }, 7000],
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '50' }, 50_000],
    [{ ratelimit: 'limit=100, remaining=0, reset=50' }, 50_000],
    [{ ratelimit: '"default";r=0;t=30' }, 30_000],
    [
      {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-03-01T12:00:02Z',
      },
      2000,
    ],
    [
      { 'x-ratelimit-remaining-requests-day': '0', 'x-ratelimit-reset-requests-day': '33011.382867' },
      33_011_382.867,
    ],
    [{ 'x-ratelimit-limit': '60' }, null],
  ])('%j: %j milliseconds', (headers, expected) => {
    expect(askedWait(headers, '{}')).toBe(expected);
  });

  it('count only where a limit is the reason, or is spent', () => {
    const left = { 'x-ratelimit-remaining-requests': '900', 'x-ratelimit-reset-requests': '5h' };
    expect(askedWait(left, '{}')).toBeNull();
    expect(askedWait({ 'x-ratelimit-reset': '90' }, '{}', 500)).toBeNull();
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '90' };
    expect(askedWait(spent, '{}', 503)).toBe(90_000);
  });

  it('count for less than what the server says plainly', () => {
    const headers = { 'retry-after': '2', 'x-ratelimit-reset': '900' };
    expect(askedWait(headers, '{"retry_after": 30}')).toBe(2000);
    expect(askedWait({ 'x-ratelimit-reset': '900' }, '{"retry_after": 30}')).toBe(30_000);
  });
});
