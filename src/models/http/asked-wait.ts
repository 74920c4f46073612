import { parseJson } from './json-body.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const dayMs = 86_400_000;
/** A longer wait is not one: the number is damaged, or is of something else. */
const longestMs = 32 * dayMs;
/** Above this a plain number is a moment, not a duration: 2001 in seconds since 1970, thirty years as a duration. */
const firstMoment = 1e9;
/** Of a message; what is further back is not about waiting. */
const readableLength = 4000;

/**
 * How long a server that turned a request down asks to wait, in milliseconds from `now`; null where it does not say.
 * Looks where servers say it, the plainest first: `retry-after-ms` and `retry-after`, fields of the body such as Google's
 * `retryDelay`, the resets of its rate limits, and the words of its message.
 */
export function askedWaitMs(
  { status, headers, body }: { readonly status: number; readonly headers: Headers; readonly body: string },
  now: number,
): number | null {
  return (
    retryAfterMs(headers, now) ??
    waitInBody(body, now) ??
    resetMs(headers, now, status === 429) ??
    waitInWords(body, now)
  );
}

/**
 * How long the server asks to wait, in milliseconds from `now`: `retry-after-ms`, or `retry-after` as seconds
 * or as an HTTP date (RFC 9110, section 10.2.3); null where it does not say or says nonsense. Never below 0.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  return (
    retryHeaders('retry-after-ms', headers, (text) => plainMs(text)) ??
    retryHeaders('retry-after', headers, (text) => readTime(text, now))
  );
}

/** Under its own name, else under one with the maker's before it (`x-ratelimit-retry-after`); of several values the longest. */
function retryHeaders(
  ending: string,
  headers: Headers,
  read: (text: string) => number | null,
): number | null {
  const own = headers[ending];
  const values =
    own === undefined
      ? Object.keys(headers).flatMap((name) => (name.endsWith(`-${ending}`) ? headers[name] : []))
      : [own].flat();
  const waits = values
    .flatMap((value = '') => read(value) ?? value.split(/,\s*(?=\d)/).map(read))
    .filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

function plainMs(text: string): number | null {
  const number = plainNumber(text);
  return number === null ? null : sensible(number);
}

function plainNumber(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

function sensible(ms: number): number | null {
  return ms <= longestMs ? Math.max(0, ms) : null;
}

/**
 * A time as servers spell it, in milliseconds from `now`: a duration (`1s`, `6m0s`, `20ms`, `1m30.5s`), plain seconds,
 * seconds or milliseconds since 1970, or a date; null where it is none of them. Never below 0.
 */
export function readTime(value: unknown, now: number): number | null {
  if (typeof value === 'number') return readNumber(value, now);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (text === '') return null;
  const number = Number(text);
  if (!Number.isNaN(number)) return readNumber(number, now);
  const duration = durationMs(text.replace(/^P(?:(\d+D)T?|T(?=\d))/i, '$1'));
  if (duration !== null) return sensible(duration);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : sensible(date - now);
}

function readNumber(number: number, now: number): number | null {
  if (!Number.isFinite(number)) return null;
  if (number < firstMoment) return sensible(number * 1000);
  return sensible((number < firstMoment * 1000 ? number * 1000 : number) - now);
}

const unitsMs: readonly (readonly [unit: RegExp, ms: number])[] = [
  [/^(?:ns|nanos)/i, 1e-6],
  [/^(?:[uµμ]s|micros)/i, 1e-3],
  [/^(?:ms|millis)/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, dayMs],
];

const amount =
  /(\d+(?:\.\d+)?)\s*(nanoseconds?|ns|microseconds?|[uµμ]s|milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])/iy;

/** `1h2m3.5s`, `1 minute and 5 seconds`; null where anything else is in it. */
function durationMs(text: string): number | null {
  const read = readDuration(text, 0);
  return read !== null && read.end === text.length ? read.ms : null;
}

/** The duration that begins at this place of a text, and where it ends. */
function readDuration(text: string, start: number): { readonly ms: number; readonly end: number } | null {
  const [clock, hours, minutes, seconds] =
    /^(\d{1,2}):(\d\d):(\d\d)(?![\d:])/.exec(text.slice(start, start + 9)) ?? [];
  if (clock !== undefined) {
    const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return { ms, end: start + clock.length };
  }
  let ms = 0;
  let end = start;
  for (let at = start; ; ) {
    // Units may follow each other without a space: `1m30s`.
    amount.lastIndex = at;
    const found = amount.exec(text) ?? tightAmount(text, at);
    if (found === null) break;
    const [whole, number, unit = ''] = found;
    ms += Number(number) * (unitsMs.find(([pattern]) => pattern.test(unit))?.[1] ?? 0);
    end = at + whole.length;
    const [gap = ''] = /^(?:\s*,?\s*(?:and\s+)?)/.exec(text.slice(end, end + 8)) ?? [];
    at = end + gap.length;
  }
  return end === start ? null : { ms, end };
}

function tightAmount(text: string, at: number): RegExpExecArray | null {
  return /^(\d+(?:\.\d+)?)(ms|[dhms])(?=\d)/i.exec(text.slice(at, at + 24));
}

const fieldNames =
  /^(?:retry[_-]?(?:after|delay|in)|quota[_-]?reset[_-]?delay|resets?[_-]?(?:in|after|at)|reset[_-]?time|quota[_-]?reset[_-]?time[_-]?stamp|estimated[_-]?time|wait[_-]?(?:time|for))(?:[_-]?(ms|millis(?:econds)?|s(?:ec(?:ond)?s?)?|minutes))?$/i;
const deepestField = 6;
const mostFields = 500;

/** The longest of the waits that fields of a JSON body name, at any depth. */
function waitInBody(body: string, now: number): number | null {
  const parsed = parseJson(body);
  let longest: number | null = null;
  let left = mostFields;
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > deepestField) return;
    for (const [name, inner] of Object.entries(value)) {
      left -= 1;
      if (left < 0) return;
      const wait = waitInField(name, inner, now);
      if (wait === null) look(inner, depth + 1);
      else longest = Math.max(longest ?? 0, wait);
    }
    // OpenRouter passes the headers of the provider behind it on in its body.
    const wait = resetMs(lowerCased(value), now, true);
    if (wait !== null) longest = Math.max(longest ?? 0, wait);
  };
  look(parsed, 0);
  return longest;
}

function waitInField(name: string, value: unknown, now: number): number | null {
  const found = fieldNames.exec(name);
  if (found === null) return null;
  const [, unit = ''] = found;
  const unitMs = /^m(?:s|illi)/i.test(unit) ? 1 : /^min/i.test(unit) ? 60_000 : null;
  if (unitMs !== null) {
    const number = plainNumber(String(value));
    return number === null ? null : sensible(number * unitMs);
  }
  if (typeof value === 'object' && value !== null && 'seconds' in value) return readTime(value.seconds, now);
  return readTime(value, now);
}

function lowerCased(value: object): Headers {
  const entries = Object.entries(value).filter(([name]) => /reset|remaining|ratelimit/i.test(name));
  return Object.fromEntries(entries.map(([name, inner]) => [name.toLowerCase(), String(inner)]));
}

const nearMs = 60_000;
const resetName = /rate-?limit.*reset|^ratelimit$/;

/**
 * When the limit that was reached is renewed, where headers say it: `x-ratelimit-reset*`, `anthropic-ratelimit-*-reset`,
 * `ratelimit-reset` and `ratelimit` of the drafts for a standard. Of several limits those of which nothing remains count.
 * @param isLimit whether a limit is the reason at all: many servers send these headers with whatever they answer
 */
function resetMs(headers: Headers, now: number, isLimit: boolean): number | null {
  const spent: number[] = [];
  const others: number[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!resetName.test(name) || typeof value !== 'string') continue;
    const { remaining, wait } = readReset(name, value, headers, now);
    if (wait === null) continue;
    if (remaining === 0) spent.push(wait);
    // Something remains, and may be too little for this call; a day's renewal is not what it waits for.
    else if (isLimit && (remaining === null || wait <= nearMs)) others.push(wait);
  }
  if (spent.length > 0) return Math.max(...spent);
  return others.length > 0 ? Math.min(...others) : null;
}

function readReset(name: string, value: string, headers: Headers, now: number) {
  if (name !== 'ratelimit') {
    const remaining = plainNumber(headers[name.replace('reset', 'remaining')]);
    return { remaining, wait: readTime(value, now) };
  }
  // `limit=10, remaining=0, reset=50`, later `"default";r=0;t=50`.
  const [, remaining] = /\b(?:remaining|r)=(\d+)/.exec(value) ?? [];
  const [, reset] = /\b(?:reset|t)=(\d+)/.exec(value) ?? [];
  return { remaining: remaining === undefined ? null : Number(remaining), wait: readTime(reset, now) };
}

const beforeWait =
  /\b(?:try(?:ing)? again|retry(?:ing)?|allowed(?: again)?|wait(?:ing)?|resets?|come back|available again)\b(?: (?:your|the|this|request|again|for|at least|about|approximately|another|is|be)\b){0,4}(?:,? (?:in|after|for|at|on|until))?:? (?:about |approximately |at least )?/gi;

/** `Please try again in 20s`, `retry after 6 seconds`, `resets at 2026-03-01T00:00:00Z`. */
function waitInWords(body: string, now: number): number | null {
  const text = body.slice(0, readableLength);
  for (const { index, 0: words } of text.matchAll(beforeWait)) {
    const start = index + words.length;
    const duration = readDuration(text, start);
    if (duration !== null) return sensible(duration.ms);
    const [date] =
      /^\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z| ?UTC|[+-]\d\d:?\d\d)?/.exec(text.slice(start, start + 40)) ?? [];
    if (date !== undefined) return readTime(date, now);
  }
  const [, seconds] = /(\d+(?:\.\d+)?)\s?秒(?:钟)?(?:之?后|以后)/.exec(text) ?? [];
  return seconds === undefined ? null : sensible(Number(seconds) * 1000);
}
