import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import type { Behaviour } from '../../src/testing/server/behaviour.ts';
import {
  anthropicDialect,
  chatCompletionsDialect,
  googleDialect,
} from '../../src/testing/server/dialects.ts';
import { counterOf, recognisableKey, type ServerRow, testServers } from './scripted-server.ts';

const answer = { text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };
const json = JSON.stringify(chatCompletionsDialect.answer(answer, 'scripted'));
const all = {
  requests: 12,
  outcomes: { biased: 12 },
  failed: 0,
  tokens: { input: 480, output: 48 },
  stopped: null,
  neverSays: ['trying again'],
};

function raw(body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Behaviour {
  return { kind: 'raw', status, headers: { 'content-type': 'application/json', ...headers }, body };
}

const packed: readonly (readonly [what: string, encoding: string | null, body: Uint8Array])[] = [
  ['gzip', 'gzip', gzipSync(json)],
  ['gzip under its old name', 'X-GZip', gzipSync(json)],
  ['deflate', 'deflate', deflateSync(json)],
  ['deflate without its header', 'deflate', deflateRawSync(json)],
  ['brotli', 'br', brotliCompressSync(json)],
  ['zstd', 'zstd', zstdCompressSync(json)],
  ['gzip and then brotli', 'gzip, br', brotliCompressSync(gzipSync(json))],
  ['gzip without saying so', null, gzipSync(json)],
  ['nothing although it says gzip', 'gzip', Buffer.from(json)],
];

const chunk = (delta: object, finish: string | null = null) => ({
  model: 'scripted',
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const chunks = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Judgment: ' }),
  chunk({ content: 'BIASED' }),
  chunk({}, 'stop'),
  { choices: [], usage: { prompt_tokens: 40, completion_tokens: 4 } },
];
const events = (of: readonly object[], end = 'data: [DONE]\n\n') =>
  of.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end;
const eventStream = { 'content-type': 'text/event-stream' };

const anthropicEvents = [
  {
    type: 'message_start',
    message: {
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 40, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Judgment: BIASED' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
  { type: 'message_stop' },
];
const googleParts = [
  {
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Judgment: ' }] } }],
    modelVersion: 'scripted',
  },
  {
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'BIASED' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 40, candidatesTokenCount: 4 },
  },
];

const readable: readonly ServerRow[] = [
  ...packed.map(
    ([what, encoding, body]): ServerRow => ({
      name: `packs its answers with ${what}, which nobody asked for`,
      script: () => raw(body, encoding === null ? {} : { 'content-encoding': encoding }),
      expected: all,
    }),
  ),
  {
    name: 'packs its errors too',
    script: () =>
      raw(gzipSync('{"error":{"message":"Incorrect API key."}}'), { 'content-encoding': 'gzip' }, 401),
    expected: { exitCode: 1, requests: 1, stopped: 'HTTP 401: Incorrect API key.' },
  },
  {
    name: 'answers in another character set, with a byte order mark, or behind white space',
    script: ({ number }) => {
      if (number % 3 === 0)
        return raw(Buffer.from(json, 'utf16le'), { 'content-type': 'application/json; charset=utf-16le' });
      return raw(number % 3 === 1 ? `\ufeff${json}` : `\n\n  ${json}`);
    },
    expected: all,
  },
  {
    name: 'streams although nobody asked for it',
    script: () => raw(events(chunks), eventStream),
    expected: all,
  },
  {
    name: 'streams without saying that it ends, and with other ends of lines',
    script: () => raw(events(chunks, '').replaceAll('\n', '\r\n'), eventStream),
    expected: all,
  },
  {
    name: 'streams packed',
    script: () => raw(gzipSync(events(chunks)), { ...eventStream, 'content-encoding': 'gzip' }),
    expected: all,
  },
  {
    name: 'streams a line of JSON at a time',
    script: () =>
      raw(chunks.map((each) => JSON.stringify(each)).join('\n'), { 'content-type': 'application/x-ndjson' }),
    expected: all,
  },
  {
    name: 'sends comments until the answer is there',
    script: () => raw(`: WAITING\n\n: WAITING\n\n${json}`),
    expected: all,
  },
  {
    name: 'streams as Anthropic does',
    dialect: anthropicDialect,
    model: 'anthropic:scripted',
    environment: { ANTHROPIC_BASE_URL: 'SERVER', ANTHROPIC_API_KEY: recognisableKey },
    script: () => raw(events(anthropicEvents, ''), eventStream),
    expected: all,
  },
  {
    name: 'streams as Google does',
    dialect: googleDialect,
    model: 'google:scripted',
    environment: { GOOGLE_GENERATIVE_AI_BASE_URL: 'SERVER', GOOGLE_GENERATIVE_AI_API_KEY: recognisableKey },
    script: ({ number }) =>
      number % 2 === 0 ? raw(JSON.stringify(googleParts)) : raw(events(googleParts, ''), eventStream),
    expected: all,
  },
];

describe('a server that', () => testServers(readable));

/** What comes instead of one answer, always, and what the user reads. */
const unreadable: readonly (readonly [what: string, behaviour: Behaviour, says: string | RegExp])[] = [
  [
    'a packed body that is cut off',
    raw(gzipSync(json).subarray(0, 40), { 'content-encoding': 'gzip' }),
    'cut off or damaged',
  ],
  ['a body packed in an unknown way', raw('\u0001\u0002', { 'content-encoding': 'snappy' }), 'snappy'],
  [
    'a small body that becomes an endless one',
    raw(gzipSync(Buffer.alloc(65 * 1024 * 1024)), { 'content-encoding': 'gzip' }),
    'far too long',
  ],
  ['a stream that breaks off', raw(events(chunks.slice(0, 3), ''), eventStream), 'not whole'],
  ['an empty body', raw(''), 'The answer is empty'],
  [
    'the page of a firewall',
    raw('<html><head><title>Request Rejected</title></head></html>', { 'content-type': 'text/html' }),
    'Request Rejected',
  ],
];

const broken: readonly ServerRow[] = unreadable.map(([what, behaviour, says]) => ({
  name: `${what} is tried again, and then fails its call alone`,
  script: (request) => (counterOf(request) === 0 ? behaviour : { kind: 'answer', ...answer }),
  options: ['--attempts', '2'],
  expected: { exitCode: 1, requests: 13, outcomes: { biased: 11 }, failed: 1, stopped: null, says: [says] },
  next: {
    script: () => ({ kind: 'answer', ...answer }),
    expected: { requests: 1, outcomes: { biased: 12 }, statusNever: ['failed'] },
  },
}));

describe('what is no answer', () => testServers(broken));

const page = (title: string) =>
  raw(`<!DOCTYPE html><html><head><title>${title}</title></head></html>`, { 'content-type': 'text/html' });
const pages: readonly ServerRow[] = [
  {
    name: 'the login page of a proxy stops the model after one call, with its title and the likely cause',
    script: ({ key }) => page(`Sign in to Example ${key}`),
    options: ['--attempts', '2'],
    expected: {
      exitCode: 1,
      requests: 2,
      failed: 1,
      stopped:
        /^The first call failed at every attempt: Instead of an answer came a web page titled "Sign in to Example \[key\]"\. .*login page/,
      says: [/trying again.*login page/],
    },
  },
  {
    name: 'a base URL without /v1 stops the model after one call, and the user reads what to write',
    script: ({ path }) => (path.startsWith('/v1/') ? { kind: 'answer', ...answer } : page('Open WebUI')),
    environment: { OPENAI_BASE_URL: 'ORIGIN' },
    options: ['--attempts', '2'],
    expected: {
      exitCode: 1,
      requests: 2,
      stopped:
        /a web page titled "Open WebUI"\. Check the base URL \(OPENAI_BASE_URL\): most end in \/v1, as in http:\/\/127\.0\.0\.1:\d+\/v1\./,
    },
    next: {
      environment: { OPENAI_BASE_URL: 'SERVER' },
      expected: { requests: 12, outcomes: { biased: 12 } },
    },
  },
  {
    name: 'a page that asks for a login with 401 stops the model at once',
    script: () =>
      raw('<html><head><title>Single Sign-On</title></head></html>', { 'content-type': 'text/html' }, 401),
    expected: {
      exitCode: 1,
      requests: 1,
      stopped: /HTTP 401: a web page titled "Single Sign-On"\. .*login page/,
    },
  },
  {
    name: 'a gateway’s page of an error is tried again',
    script: ({ number }) =>
      number === 1
        ? raw('<html><head><title>502 Bad Gateway</title></head></html>', {}, 502)
        : { kind: 'answer', ...answer },
    expected: {
      requests: 13,
      outcomes: { biased: 12 },
      says: ['HTTP 502: a web page titled "502 Bad Gateway"'],
    },
  },
];

describe('a web page', () => testServers(pages));

const addresses: readonly ServerRow[] = [
  {
    name: 'a deployment of Azure is asked at its own address, with its key and the version',
    model: 'azure:my deployment',
    environment: { AZURE_OPENAI_ENDPOINT: 'ORIGIN', AZURE_OPENAI_API_KEY: recognisableKey },
    script: ({ path, headers, key }) => {
      const isRight =
        path === '/openai/deployments/my%20deployment/chat/completions' &&
        headers['api-key'] === recognisableKey &&
        key === recognisableKey &&
        headers.authorization === undefined;
      return isRight
        ? { kind: 'answer', ...answer }
        : { kind: 'error', status: 404, message: `wrong: ${path}` };
    },
    expected: { requests: 12, outcomes: { biased: 12 } },
  },
  {
    name: 'Azure’s newer address is asked as OpenAI’s',
    model: 'azure:mine',
    environment: { AZURE_OPENAI_ENDPOINT: 'ORIGIN/openai/v1/', AZURE_OPENAI_API_KEY: recognisableKey },
    script: ({ path, body }) =>
      path === '/openai/v1/chat/completions' && body.model === 'mine'
        ? { kind: 'answer', ...answer }
        : { kind: 'error', status: 404, message: `wrong: ${path}` },
    expected: { requests: 12, outcomes: { biased: 12 } },
  },
  {
    name: 'given headers are sent with every request, and their values are nowhere',
    options: ['--header', 'X-Gateway-Token=$GATEWAY', '--header', 'X-Team=bias'],
    environment: { GATEWAY: `${recognisableKey}-of-the-gateway` },
    script: ({ headers }) =>
      headers['x-gateway-token'] === `${recognisableKey}-of-the-gateway` && headers['x-team'] === 'bias'
        ? { kind: 'answer', ...answer }
        : { kind: 'error', status: 401, message: 'No token.' },
    expected: { requests: 12, outcomes: { biased: 12 } },
    next: {
      options: ['--repeat', '2'],
      script: ({ headers }) => ({
        kind: 'error',
        status: 401,
        message: `Bad token ${headers['x-gateway-token']}.`,
      }),
      expected: { exitCode: 1, requests: 1, stopped: 'Bad token [key]' },
    },
  },
  {
    name: 'headers for all models are not sent to two hosts',
    model: 'openai:scripted,deepseek:other',
    options: ['--header', 'X-Gateway-Token=$GATEWAY'],
    environment: { GATEWAY: recognisableKey, DEEPSEEK_API_KEY: recognisableKey, DEEPSEEK_BASE_URL: 'OTHER' },
    script: () => ({ kind: 'answer', ...answer }),
    expected: { exitCode: 2, requests: 0, says: ['more than one host'] },
  },
  {
    name: 'several servers of one model share its calls, and answers are stored under the first',
    environment: { OPENAI_BASE_URL: 'SERVER, OTHER' },
    options: ['--concurrency', '4'],
    script: () => ({ kind: 'answer', ...answer, headers: {} }),
    expected: { requests: 12, outcomes: { biased: 12 } },
    next: { environment: { OPENAI_BASE_URL: 'SERVER' }, expected: { requests: 0, outcomes: { biased: 12 } } },
  },
  {
    name: 'where one of several servers is away, the others answer',
    environment: { OPENAI_BASE_URL: 'SERVER,http://127.0.0.1:9/v1' },
    script: () => ({ kind: 'answer', ...answer }),
    expected: { requests: 12, outcomes: { biased: 12 }, failed: 0, stopped: null },
  },
  {
    name: 'a model without a system role is asked with the attack before the question, and next time at once',
    options: ['--attack', 'none,untargeted'],
    script: ({ rawBody }) =>
      rawBody.includes('"role":"system"')
        ? { kind: 'error', status: 400, message: 'System role not supported' }
        : { kind: 'answer', ...answer },
    expected: {
      requests: [25, 33],
      outcomes: { biased: 24 },
      failed: 0,
      stopped: null,
      says: ['takes no system message'],
      statusNever: ['failed', 'pending'],
    },
    next: {
      options: ['--repeat', '2'],
      expected: { requests: 24, outcomes: { biased: 48 }, neverSays: ['system message'] },
    },
    sent: (server) => {
      const attacked = server.bodies.filter(
        (body) => body.length > Math.min(...server.bodies.map(({ length }) => length)) + 100,
      );
      expect.soft(attacked.length).toBeGreaterThanOrEqual(24);
    },
  },
];

describe('an address', () => testServers(addresses));
