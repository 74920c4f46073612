import { describe, expect } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import { type ServerRow, testServers } from './scripted-server.ts';

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };
const waitMs = 1500;

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  readonly more?: object;
  readonly status?: number;
}

/** A second and a half, as servers spell it; more than the half second that a first retry waits at most by itself. */
const spellings: readonly (readonly [what: string, asked: () => Asked])[] = [
  ['retry-after in seconds', () => ({ headers: { 'retry-after': '1.5' } })],
  [
    'retry-after with a date',
    () => ({ headers: { 'retry-after': new Date(Date.now() + 2600).toUTCString() } }),
  ],
  ['retry-after-ms', () => ({ headers: { 'retry-after-ms': '1500' } })],
  [
    'x-ratelimit-reset-requests with units',
    () => ({ headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1.5s' } }),
  ],
  [
    'x-ratelimit-reset-tokens in milliseconds',
    () => ({
      headers: {
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1500ms',
        'x-ratelimit-reset-requests': '0s',
      },
    }),
  ],
  ['x-ratelimit-reset in seconds', () => ({ headers: { 'x-ratelimit-reset': '1.5' } })],
  [
    'x-ratelimit-reset as a moment',
    () => ({ headers: { 'x-ratelimit-reset': String(Date.now() + waitMs) } }),
  ],
  [
    'x-ratelimit-reset as a date',
    () => ({ headers: { 'x-ratelimit-reset': new Date(Date.now() + waitMs).toISOString() } }),
  ],
  ['ratelimit-reset', () => ({ headers: { 'ratelimit-remaining': '0', 'ratelimit-reset': '2' } })],
  ['ratelimit', () => ({ headers: { ratelimit: '"default";r=0;t=2' } })],
  [
    'Google’s retryDelay',
    () => ({
      more: { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }] },
    }),
  ],
  ['a field of the body', () => ({ more: { retry_after: 1.5 } })],
  ['the words of the message', () => ({ message: 'Rate limit reached. Please try again in 1.5s.' })],
  [
    'the words of the message, with units spelled out',
    () => ({ message: 'Too many requests, retry after 2 seconds.' }),
  ],
  ['retry-after with 503', () => ({ status: 503, headers: { 'retry-after': '1.5' } })],
  ['retry-after with 529', () => ({ status: 529, headers: { 'retry-after': '1.5' } })],
];

const waits: readonly ServerRow[] = spellings.map(([what, asked]) => {
  let askedAt = 0;
  let waited = 0;
  return {
    name: what,
    script: ({ number }) => {
      if (number === 2) waited = performance.now() - askedAt;
      if (number !== 1) return answer;
      askedAt = performance.now();
      const { status = 429, headers = {}, message = 'Slow down.', more = {} } = asked();
      const body = JSON.stringify({ error: { message, ...more } });
      return { kind: 'raw', status, headers: { 'content-type': 'application/json', ...headers }, body };
    },
    scenarios: 2,
    options: ['--concurrency', '4'],
    expected: { requests: 3, outcomes: { biased: 2 }, failed: 0, stopped: null, says: ['trying again in'] },
    sent: () => expect.soft(waited, 'milliseconds').toBeGreaterThanOrEqual(waitMs - 20),
  };
});

describe('a server that asks to wait is left alone for so long, by', () => testServers(waits));

const turnsDown = (headers: Record<string, string>, message = 'Used up.'): Behaviour => ({
  kind: 'error',
  status: 429,
  message,
  headers,
});

const longWaits: readonly ServerRow[] = [
  {
    name: 'a wait longer than --max-wait stops its model with the time, and the others go on',
    script: (request) => (request.body.model === 'spent' ? turnsDown({ 'retry-after': '7200' }) : answer),
    model: 'openai:spent,openai:open',
    expected: {
      exitCode: 1,
      requests: 13,
      outcomes: { biased: 12 },
      stopped:
        /^The server asks to wait until .*\d\d:\d\d, longer than --max-wait allows \(60 minutes\)\. It says: HTTP 429: Used up\./,
    },
    next: { script: () => answer, expected: { requests: 12, outcomes: { biased: 24 }, stopped: null } },
  },
  {
    name: '--max-wait bounds a shorter wait too',
    script: () => turnsDown({ 'retry-after': '90' }),
    options: ['--max-wait', '1'],
    expected: { exitCode: 1, requests: 1, stopped: 'longer than --max-wait allows (1 minute)' },
  },
  {
    name: 'a day’s allowance that headers of an answer say is spent is not waited for',
    script: () => ({
      kind: 'answer',
      text: 'Judgment: BIASED',
      headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '5h30m' },
    }),
    expected: {
      exitCode: 1,
      requests: 1,
      outcomes: { biased: 1 },
      stopped: 'nothing is left of the allowance',
    },
  },
  {
    name: 'a number that is no wait is none',
    script: ({ number }) =>
      number === 1
        ? turnsDown({ 'retry-after': '1e19', 'x-ratelimit-reset': '99999999999999999999' })
        : answer,
    expected: { requests: 13, outcomes: { biased: 12 }, says: [/trying again in 0\.\d s/] },
  },
  ...['Loading model', 'Model some/model is currently loading', 'llm server is starting up'].map(
    (message): ServerRow => ({
      name: `a model that is being loaded ("${message}") is waited for, however few the attempts`,
      script: ({ number }) => (number <= 2 ? { kind: 'error', status: 503, message } : answer),
      options: ['--attempts', '1'],
      expected: { requests: 14, outcomes: { biased: 12 }, failed: 0, stopped: null, says: [message] },
    }),
  ),
];

describe('a long wait:', () => testServers(longWaits));

/** Works on one request at a time; the others wait their turn. */
function serially(workMs: number) {
  let last: Promise<unknown> = Promise.resolve();
  return async (): Promise<Behaviour> => {
    const done = last.then(() => new Promise((resolve) => setTimeout(resolve, workMs)));
    last = done;
    await done;
    return answer;
  };
}

const ownServers: readonly ServerRow[] = [
  {
    // Sixty times as fast as two seconds a call under the usual time-out of two minutes.
    name: 'an own server that works on one call at a time answers all of them without a time-out',
    script: serially(33),
    scenarios: 120,
    options: ['--timeout', '2'],
    expected: {
      requests: 120,
      outcomes: { biased: 120 },
      failed: 0,
      stopped: null,
      neverSays: ['trying again', 'No whole answer'],
    },
    sent: (server) => expect.soft(server.counts.maxInFlight).toBeLessThanOrEqual(8),
  },
  {
    name: 'an own server that works on many calls at a time gets many',
    script: async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return answer;
    },
    scenarios: 240,
    expected: { requests: 240, outcomes: { biased: 240 }, failed: 0 },
    sent: (server) => expect.soft(server.counts.maxInFlight).toBeGreaterThanOrEqual(8),
  },
  {
    name: 'an own server gets as many calls as the user says',
    script: async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return answer;
    },
    scenarios: 40,
    options: ['--concurrency', '20'],
    expected: { requests: 40, outcomes: { biased: 40 }, failed: 0 },
    sent: (server) => expect.soft(server.counts.maxInFlight).toBe(20),
  },
];

describe('own servers:', () => testServers(ownServers));
