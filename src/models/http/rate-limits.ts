import type { RateLimits } from '../../core/model.ts';
import { readTime } from './asked-wait.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What is left of one allowance, and when it is renewed. */
interface Allowance {
  readonly remaining: number | null;
  readonly resetMs: number | null;
}

// OpenAI and those that follow it, Anthropic, those that count by the minute and the day, and the drafts for a standard.
const requestNames = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['x-ratelimit-remaining-requests-minute', 'x-ratelimit-reset-requests-minute'],
  ['x-ratelimit-remaining-requests-day', 'x-ratelimit-reset-requests-day'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['x-rate-limit-remaining', 'x-rate-limit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
] as const;
const tokenNames = [
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['x-ratelimit-remaining-tokens-minute', 'x-ratelimit-reset-tokens-minute'],
  ['x-ratelimit-remaining-tokens-day', 'x-ratelimit-reset-tokens-day'],
] as const;

/**
 * What the headers of an answer say of the provider's limits. Undefined where they say nothing; of several limits of one
 * kind, the one of which the least remains. Resets are read by {@link readTime}.
 */
export function readRateLimits(headers: Headers, now: number): RateLimits | undefined {
  // Most servers send none of them: one look through the headers takes a fifth of the time of asking for each name.
  if (!saysLimits(headers)) return undefined;
  const requests = tightest(headers, requestNames, now);
  const tokens = tightest(headers, tokenNames, now);
  if (requests === null && tokens === null) return undefined;
  return {
    ...named('remainingRequests', requests?.remaining),
    ...named('requestsResetMs', requests?.resetMs),
    ...named('remainingTokens', tokens?.remaining),
    ...named('tokensResetMs', tokens?.resetMs),
  };
}

function saysLimits(headers: Headers): boolean {
  for (const name in headers) if (name.includes('limit-')) return true;
  return false;
}

function tightest(
  headers: Headers,
  names: readonly (readonly [remaining: string, reset: string])[],
  now: number,
): Allowance | null {
  let tightest: Allowance | null = null;
  for (const [remainingName, resetName] of names) {
    if (headers[remainingName] === undefined) continue;
    const remaining = count(headers[remainingName]);
    const isTighter =
      (remaining ?? Number.POSITIVE_INFINITY) < (tightest?.remaining ?? Number.POSITIVE_INFINITY);
    if (tightest === null || isTighter) tightest = { remaining, resetMs: readTime(headers[resetName], now) };
  }
  return tightest;
}

function named(name: keyof RateLimits, value: number | null | undefined): RateLimits {
  return value === null || value === undefined ? {} : { [name]: value };
}

function count(value: string | string[] | undefined): number | null {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : null;
}
