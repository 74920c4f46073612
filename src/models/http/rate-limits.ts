import type { RateLimits } from '../../core/model.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * What the headers say of the provider's limits: `x-ratelimit-*` (OpenAI and those that follow it) and
 * `anthropic-ratelimit-*`. Undefined where they say nothing. A reset comes as a duration (`1s`, `6m0s`, `20ms`),
 * as plain seconds, as seconds or milliseconds since 1970, or as a date (RFC 3339).
 */
export function readRateLimits(headers: Headers, now: number): RateLimits | undefined {
  const requests =
    headers['x-ratelimit-remaining-requests'] ?? headers['anthropic-ratelimit-requests-remaining'];
  const tokens = headers['x-ratelimit-remaining-tokens'] ?? headers['anthropic-ratelimit-tokens-remaining'];
  if (requests === undefined && tokens === undefined) return undefined;
  const requestsReset =
    headers['x-ratelimit-reset-requests'] ?? headers['anthropic-ratelimit-requests-reset'];
  const tokensReset = headers['x-ratelimit-reset-tokens'] ?? headers['anthropic-ratelimit-tokens-reset'];
  return {
    ...named('remainingRequests', count(requests)),
    ...named('requestsResetMs', waitMs(requestsReset, now)),
    ...named('remainingTokens', count(tokens)),
    ...named('tokensResetMs', waitMs(tokensReset, now)),
  };
}

function named(name: keyof RateLimits, value: number | null): RateLimits {
  return value === null ? {} : { [name]: value };
}

function count(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null;
}

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
// Above this a plain number is a moment, not a duration: 2001 in seconds since 1970, thirty years as a duration.
const firstMoment = 1e9;

function waitMs(value: string | string[] | undefined, now: number): number | null {
  if (typeof value !== 'string' || value === '') return null;
  const plain = Number(value);
  if (Number.isFinite(plain)) {
    if (plain < 0) return 0;
    if (plain < firstMoment) return plain * 1000;
    return Math.max(0, (plain < firstMoment * 1000 ? plain * 1000 : plain) - now);
  }
  if (/^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(value)) return durationMs(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function durationMs(value: string): number {
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    total += Number(amount) * (isUnit(unit) ? unitMs[unit] : 0);
  }
  return total;
}

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && Object.hasOwn(unitMs, text);
}

/**
 * How long the server asks to wait, in milliseconds from `now`: `retry-after-ms`, or `retry-after` as seconds
 * or as an HTTP date (RFC 9110, section 10.2.3); null where it does not say or says nonsense. Never below 0.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null {
  const milliseconds = number(headers['retry-after-ms']);
  if (milliseconds !== null) return milliseconds;
  const value = headers['retry-after'];
  const seconds = number(value);
  if (seconds !== null) return seconds * 1000;
  if (typeof value !== 'string') return null;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function number(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string' || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
}
