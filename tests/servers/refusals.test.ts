import { describe, expect } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import type { ScriptedServer, ServerScript } from '../../src/testing/server/scripted-server.ts';
import { counterOf, recognisableKey, type ServerRow, testServers } from './scripted-server.ts';

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };

function refusal(
  status: number,
  message = 'This cannot be read.',
  more: { readonly code?: string } = {},
): Behaviour {
  return { kind: 'error', status, message, ...more };
}

/** Refuses these scenarios in this way and answers the others. */
function refusing(counters: readonly number[], behaviour: Behaviour): ServerScript {
  return (request) => (counters.includes(counterOf(request)) ? behaviour : answer);
}

/** The scenarios that the server was asked about, in order. */
function asked(server: ScriptedServer): number[] {
  return server.bodies.map((body) => Number(/counter (\d+) /.exec(body)?.[1]));
}

const all = { outcomes: { biased: 12 }, failed: 0, stopped: null };
const allButOne = { exitCode: 1, requests: 12, outcomes: { biased: 11 }, failed: 1, stopped: null } as const;
/** Statuses by which one prompt was refused somewhere, in whatever sense. */
const refusedStatuses = [400, 406, 410, 413, 414, 415, 418, 421, 422, 424, 431, 451, 499];

const one: readonly ServerRow[] = [
  {
    name: 'a server that answers is asked once about each scenario',
    script: () => answer,
    expected: { ...all, requests: 12, tokens: { input: 480, output: 48 }, neverSays: ['trying again'] },
    next: { expected: { ...all, requests: 0 } },
  },
  ...refusedStatuses.map(
    (status): ServerRow => ({
      name: `a refusal of the first prompt with ${status} fails that call alone, and it is sent last the next time`,
      script: refusing([0], refusal(status)),
      expected: { ...allButOne, status: [`HTTP ${status}: This cannot be read.`, 'bad-request'] },
      next: {
        script: () => answer,
        options: ['--repeat', '2'],
        expected: { exitCode: 0, requests: 13, failed: 0, statusNever: ['HTTP', 'failed'] },
      },
      sent: (server) =>
        expect
          .soft(
            asked(server)
              .slice(12)
              .map((counter) => counter === 0),
          )
          .toEqual([
            // The second repeat of all, the first among them, before the one that failed.
            true,
            ...Array(11).fill(false),
            true,
          ]),
    }),
  ),
  ...[403, 404, 405].map(
    (status): ServerRow => ({
      name: `a refusal of one prompt with ${status} fails that call alone, where others are answered`,
      script: refusing([5], refusal(status)),
      expected: { ...allButOne, status: [`HTTP ${status}: This cannot be read.`] },
      next: { script: () => answer, expected: { ...all, requests: 1, statusNever: ['HTTP'] } },
    }),
  ),
  {
    name: 'a prompt that a firewall blocks with a page fails that call alone, with the title of the page',
    script: refusing([0], {
      kind: 'raw',
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><html><head><title>Attention Required! | Example</title></head></html>',
    }),
    expected: { ...allButOne, status: [/web\s+page/, 'Attention'] },
    next: { expected: { exitCode: 1, requests: 1, failed: 1, stopped: null } },
  },
  {
    name: 'a prompt by which the server crashes is tried again and then fails alone',
    script: refusing([0], { kind: 'error', status: 500, message: 'Internal error.' }),
    options: ['--attempts', '2'],
    expected: { ...allButOne, requests: 13, status: ['HTTP 500: Internal error.'], says: ['trying again'] },
    next: { script: () => answer, expected: { ...all, requests: 1, statusNever: ['HTTP'] } },
  },
  {
    name: 'a prompt by which the connection breaks is tried again and then fails alone',
    script: refusing([0], { kind: 'reset', when: 'before-headers' }),
    options: ['--attempts', '2'],
    expected: { ...allButOne, requests: 13, status: ['connection'] },
  },
  {
    name: 'four prompts that are refused first do not stop the model',
    script: refusing([0, 1, 2, 3], refusal(400)),
    expected: { exitCode: 1, requests: 12, outcomes: { biased: 8 }, failed: 4, stopped: null },
    next: { expected: { exitCode: 1, requests: 4, failed: 4 } },
  },
  {
    name: 'a refusal is dropped once another endpoint has answered',
    script: refusing([0], refusal(400)),
    expected: { ...allButOne, status: ['HTTP 400'] },
    next: {
      script: () => answer,
      environment: { OPENAI_BASE_URL: 'OTHER' },
      expected: { ...all, requests: 12, statusNever: ['HTTP 400', 'failed'] },
    },
  },
];

describe('one refused prompt', () => testServers(one));

const stops = (message: string | RegExp, more: Partial<ServerRow['expected']> = {}) =>
  ({ exitCode: 1, requests: 1, failed: 1, outcomes: { biased: 0 }, stopped: message, ...more }) as const;

/** Whatever is asked, these are refused for the key, the credit or the model: one request shows it. */
const refusedModels: readonly (readonly [what: string, behaviour: Behaviour, reason: string])[] = [
  ['the key', refusal(401, 'Incorrect API key provided.'), 'authentication'],
  [
    'the key, in the words of Google',
    refusal(400, 'API key not valid. Please pass a valid API key.'),
    'authentication',
  ],
  ['the key, by its code', refusal(400, 'No.', { code: 'invalid_api_key' }), 'authentication'],
  ['what the key may be used for', refusal(403, 'You do not have permission.'), 'authentication'],
  ['the credit', refusal(402, 'Payment required.'), 'quota'],
  ['the credit, with 429', refusal(429, 'You exceeded your quota.', { code: 'insufficient_quota' }), 'quota'],
  ['the credit, in the words of Anthropic', refusal(400, 'Your credit balance is too low.'), 'quota'],
  ['the model', refusal(404, 'The model does not exist.', { code: 'model_not_found' }), 'not-found'],
  ['the model, with 400', refusal(400, 'The model `m` does not exist.'), 'not-found'],
  ['the key, in words alone', refusal(400, 'Incorrect API key provided.'), 'authentication'],
];

const whole: readonly ServerRow[] = [
  ...refusedModels.map(
    ([what, behaviour, reason]): ServerRow => ({
      name: `a server that refuses ${what} is asked once`,
      script: () => behaviour,
      expected: stops('message' in behaviour ? behaviour.message : '', { status: [reason] }),
      next: { script: () => answer, expected: { ...all, requests: 12, statusNever: [reason] } },
    }),
  ),
  {
    name: 'a key that the server echoes is nowhere',
    script: ({ key }) => refusal(401, `Incorrect API key provided: ${key}. Bearer ${key}.`),
    expected: stops('Incorrect API key provided'),
  },
  {
    name: 'a server that refuses everything is asked about five prompts, and about five others the next time',
    script: () => refusal(422, 'Unprocessable.'),
    expected: stops(/^5 different prompts were refused before anything was answered\. .*Unprocessable/, {
      requests: 5,
      failed: 5,
    }),
    next: { expected: { exitCode: 1, requests: 5, failed: 5 } },
    sent: (server) => expect.soft(new Set(asked(server)).size).toBe(10),
  },
  {
    name: 'a server that fails at everything is asked about three prompts',
    script: () => ({ kind: 'error', status: 500, message: 'Internal error.' }),
    options: ['--attempts', '2'],
    expected: stops(/^The first 3 calls failed at every attempt/, { requests: 6, failed: 3 }),
  },
  {
    name: 'a server that breaks off every answer is asked about three prompts',
    script: () => ({ kind: 'truncated' }),
    options: ['--attempts', '2'],
    expected: stops(/^The first 3 calls failed at every attempt/, { requests: 6, failed: 3 }),
  },
  {
    name: 'a server that never answers is asked about three prompts',
    script: () => ({ kind: 'stall', when: 'before-headers' }),
    options: ['--attempts', '2', '--timeout', '0.2'],
    expected: stops(/^The first 3 calls failed at every attempt\. .*No whole answer within 0.2 s/, {
      requests: 6,
      failed: 3,
    }),
  },
  {
    name: 'a server that is not there is tried with one call, and the user reads what to do at once',
    script: () => answer,
    options: ['--attempts', '2'],
    environment: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    expected: stops(/^The first call failed at every attempt: Nothing listens there/, {
      requests: 0,
      says: [/trying again in .* s\. Is the server running, and is the base URL right\?/],
    }),
    next: { environment: { OPENAI_BASE_URL: 'SERVER' }, expected: { ...all, requests: 12 } },
  },
  {
    name: 'a host that nobody knows is tried with one call',
    script: () => answer,
    options: ['--attempts', '1'],
    environment: { OPENAI_BASE_URL: 'http://models.invalid/v1' },
    expected: stops(/^The first call failed at every attempt: The host name/, { requests: 0 }),
  },
  {
    name: 'a key that is refused half way stops the model',
    script: ({ number }) => (number <= 6 ? answer : refusal(401, 'Revoked.')),
    options: ['--concurrency', '1'],
    expected: { exitCode: 1, requests: 7, outcomes: { biased: 6 }, failed: 1, stopped: 'Revoked' },
    next: { script: () => answer, expected: { ...all, requests: 6 } },
  },
  {
    name: 'credit that runs out half way stops the model',
    script: ({ number }) => (number <= 6 ? answer : refusal(402, 'No credit is left.')),
    options: ['--concurrency', '1'],
    expected: { exitCode: 1, requests: 7, outcomes: { biased: 6 }, stopped: 'No credit is left' },
    next: { script: () => answer, expected: { ...all, requests: 6 } },
  },
  {
    name: 'a model whose key is refused stops, and the others go on',
    script: (request) => (request.body.model === 'locked' ? refusal(401, 'No.') : answer),
    model: 'openai:locked,openai:open',
    expected: { exitCode: 1, requests: 13, outcomes: { biased: 12 }, failed: 1, stopped: 'HTTP 401: No.' },
  },
  {
    name: 'an address that is moved is asked once, and the user reads where to',
    script: () => ({
      kind: 'raw',
      status: 308,
      headers: { location: `https://elsewhere.example/v1?key=${recognisableKey}` },
      body: '',
    }),
    expected: stops(/HTTP 308.*https:\/\/elsewhere\.example\/v1.*OPENAI_BASE_URL/),
  },
  {
    name: 'an address that takes no such request is asked once',
    script: () => refusal(405, 'Method not allowed.'),
    expected: stops(/HTTP 405.*OPENAI_BASE_URL/),
  },
];

describe('a refused model', () => testServers(whole));
