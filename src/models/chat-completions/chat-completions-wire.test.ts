import { afterEach, describe, expect, test } from 'vitest';
import type { Model, ModelRequest, Sampling } from '../../core/model.ts';
import { providerConformance } from '../../testing/provider/provider-conformance.ts';
import type { Behaviour } from '../../testing/server/behaviour.ts';
import { chatCompletionsDialect } from '../../testing/server/dialects.ts';
import { ScriptedServer, type ServerScript } from '../../testing/server/scripted-server.ts';
import { openModel } from '../open-model.ts';

describe('conformance', () => {
  const checks = providerConformance({
    dialect: chatCompletionsDialect,
    open: ({ baseUrl, key, callTimeoutMs }) =>
      openModel('openai:conforming', {
        environment: { OPENAI_API_KEY: key },
        baseUrl,
        ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
      }),
  });
  for (const { name, run } of checks) test(name, run);
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function stand(script: ServerScript): Promise<{ server: ScriptedServer; model: Model }> {
  const server = await ScriptedServer.start({ script });
  opened.push(server);
  const model = await openModel('openai-compatible:some/model:8b', {
    environment: {},
    baseUrl: server.baseUrl,
  });
  opened.push(model);
  return { server, model };
}

function asking(sampling: Sampling = {}): ModelRequest {
  return { messages: [{ role: 'user', content: 'A question.' }], sampling, repeat: 0 };
}

const never = new AbortController().signal;
const answered: Behaviour = { kind: 'answer', text: 'Judgment: BIASED' };

test('the model name goes out as it is written, and settings under the names of the interface', async () => {
  const { server, model } = await stand(() => answered);
  await model.complete(asking({ temperature: 0.5, topP: 0.9, maxTokens: 7, seed: 3 }), never);
  expect(JSON.parse(server.bodies[0] ?? '')).toEqual({
    model: 'some/model:8b',
    messages: [{ role: 'user', content: 'A question.' }],
    temperature: 0.5,
    top_p: 0.9,
    max_tokens: 7,
    seed: 3,
  });
});

test('settings that are not asked for are not sent', async () => {
  const { server, model } = await stand(() => answered);
  await model.complete(asking(), never);
  expect(Object.keys(JSON.parse(server.bodies[0] ?? ''))).toEqual(['model', 'messages']);
});

test('max_tokens is sent by its newer name where the model wants that, which loses nothing', async () => {
  const { server, model } = await stand(({ body }) =>
    'max_tokens' in body
      ? {
          kind: 'error',
          status: 400,
          message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
          code: 'unsupported_parameter',
          param: 'max_tokens',
        }
      : answered,
  );
  const completion = await model.complete(asking({ maxTokens: 9 }), never);
  expect(completion.notAccepted).toEqual([]);
  await model.complete(asking({ maxTokens: 9 }), never);
  expect(server.bodies.map((body) => JSON.parse(body).max_completion_tokens)).toEqual([undefined, 9, 9]);
});

test('all settings may be refused one after the other', async () => {
  const { model } = await stand(({ body }) => {
    const refused = ['max_completion_tokens', 'max_tokens', 'temperature', 'top_p', 'seed'].find(
      (name) => name in body,
    );
    return refused === undefined
      ? answered
      : { kind: 'error', status: 422, message: 'Extra inputs are not permitted', param: refused };
  });
  const completion = await model.complete(asking({ temperature: 0, topP: 1, maxTokens: 9, seed: 1 }), never);
  expect([...completion.notAccepted].sort()).toEqual(['maxTokens', 'seed', 'temperature', 'topP']);
});

test('calls in flight together learn a refusal each for itself and all are answered', async () => {
  const { server, model } = await stand(({ body }) => ({
    delayMs: 20,
    ...('temperature' in body
      ? { kind: 'error', status: 400, message: "'temperature' is not supported", param: 'temperature' }
      : answered),
  }));
  const completions = await Promise.all(
    Array.from({ length: 8 }, () => model.complete(asking({ temperature: 0 }), never)),
  );
  expect(completions.every((completion) => completion.notAccepted[0] === 'temperature')).toBe(true);
  expect(server.counts.received).toBe(16);
});

test('a value out of range is an error with the server\u2019s own message, and nothing is left out', async () => {
  const message = 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]';
  const { model } = await stand(() => ({ kind: 'error', status: 400, message }));
  await expect(model.complete(asking({ maxTokens: 9000 }), never)).rejects.toMatchObject({
    reason: 'bad-request',
    message: `HTTP 400: ${message}`,
  });
});

test('limits that the provider reports come with the answer', async () => {
  const headers = { 'x-ratelimit-remaining-requests': '59', 'x-ratelimit-reset-requests': '1s' };
  const { model } = await stand(() => ({ ...answered, headers }));
  expect((await model.complete(asking(), never)).rateLimits).toEqual({
    remainingRequests: 59,
    requestsResetMs: 1000,
  });
});

test('reasoning is separate from the text', async () => {
  const { model } = await stand(() => ({ ...answered, reasoning: 'Let me see.' }));
  expect(await model.complete(asking(), never)).toMatchObject({
    text: 'Judgment: BIASED',
    reasoning: 'Let me see.',
  });
});

test('an answer without counts has no tokens, not zero tokens', async () => {
  const { model } = await stand(() => answered);
  expect(await model.complete(asking(), never)).toMatchObject({ inputTokens: null, outputTokens: null });
});

const raw = (body: unknown): Behaviour => ({ kind: 'raw', status: 200, body: JSON.stringify(body) });

test('content in parts is joined', async () => {
  const content = [{ type: 'text', text: 'Judgment: ' }, { type: 'image' }, { type: 'text', text: 'BIASED' }];
  const { model } = await stand(() => raw({ choices: [{ message: { content }, finish_reason: 'stop' }] }));
  expect((await model.complete(asking(), never)).text).toBe('Judgment: BIASED');
});

test.each([
  [
    'an error in the body of a success counts by its code',
    { error: { code: 429, message: 'busy' } },
    'rate-limit',
  ],
  ['an error without a code is the server\u2019s', { error: { message: 'upstream failed' } }, 'server'],
  [
    'an answer that the server broke off is no answer',
    { choices: [{ message: { content: 'Judg' }, finish_reason: 'insufficient_system_resource' }] },
    'server',
  ],
  ['no choices is malformed', { choices: [] }, 'malformed-response'],
  ['JSON that is no object is malformed', null, 'malformed-response'],
])('%s', async (_, body, reason) => {
  const { model } = await stand(() => raw(body));
  await expect(model.complete(asking(), never)).rejects.toMatchObject({ reason });
});

describe('probabilities of the verdicts', () => {
  const judging: ModelRequest = { ...asking(), continuations: ['Judgment: BIASED', 'Judgment: UNBIASED'] };
  const listed = [
    { token: ' BIASED', logprob: Math.log(0.7) },
    { token: ' UN', logprob: Math.log(0.2) },
  ];
  const withLogprobs = raw({
    choices: [
      {
        message: { content: 'Judgment: BIASED' },
        finish_reason: 'stop',
        logprobs: {
          content: [
            { token: 'Judgment:', logprob: -0.01, top_logprobs: [] },
            { token: ' BIASED', logprob: Math.log(0.7), top_logprobs: listed },
          ],
        },
      },
    ],
  });

  async function asks(script: ServerScript, environment: Readonly<Record<string, string>>) {
    const server = await ScriptedServer.start({ script });
    opened.push(server);
    const model = await openModel('vllm:m', { environment, baseUrl: server.baseUrl });
    opened.push(model);
    return { server, model };
  }

  test('are asked for and read where HVSB_LOGPROBS says so, for judgments alone', async () => {
    const { server, model } = await asks(() => withLogprobs, { HVSB_LOGPROBS: '5' });
    const { continuationProbabilities } = await model.complete(judging, never);
    expect(continuationProbabilities?.[0]).toBeCloseTo(0.7, 10);
    expect(continuationProbabilities?.[1]).toBeCloseTo(0.2, 10);
    expect(await model.complete(asking(), never)).not.toHaveProperty('continuationProbabilities');
    const bodies = server.bodies.map((body) => JSON.parse(body));
    expect(bodies[0]).toMatchObject({ logprobs: true, top_logprobs: 5 });
    expect(bodies[1]).not.toHaveProperty('logprobs');
    const silent = await asks(() => withLogprobs, {});
    await silent.model.complete(judging, never);
    expect(JSON.parse(silent.server.bodies[0] ?? '')).not.toHaveProperty('logprobs');
  });

  test('are not asked for again where the server refuses them', async () => {
    const refusal: Behaviour = {
      kind: 'error',
      status: 400,
      message: 'logprobs is not supported by this model',
    };
    const { server, model } = await asks(({ body }) => ('logprobs' in body ? refusal : answered), {
      HVSB_LOGPROBS: '20',
    });
    const { text, notAccepted } = await model.complete(judging, never);
    expect({ text, notAccepted }).toEqual({ text: 'Judgment: BIASED', notAccepted: [] });
    await model.complete(judging, never);
    expect(server.counts.received).toBe(3);
  });
});

test('a request that the moderation of a router stops is filtered', async () => {
  const { model } = await stand(() => ({
    kind: 'error',
    status: 403,
    message: 'Your chosen model requires moderation and your input was flagged',
  }));
  expect((await model.complete(asking(), never)).finish).toBe('content-filter');
});

test('a key and credentials in the base URL are in no endpoint; the credentials go out as basic authorization', async () => {
  let authorization = '';
  const server = await ScriptedServer.start({
    script: ({ headers }) => {
      authorization = headers.authorization ?? '';
      return answered;
    },
  });
  opened.push(server);
  const baseUrl = server.baseUrl.replace('http://', 'http://someone:hush@');
  const model = await openModel('vllm:m', { environment: {}, baseUrl: `${baseUrl}/?api-version=1` });
  opened.push(model);
  await model.complete(asking(), never);
  expect(model.endpoint).toBe(server.baseUrl);
  expect(authorization).toBe(`Basic ${Buffer.from('someone:hush').toString('base64')}`);
});

test('models of one endpoint share connections, and the last to close ends them', async () => {
  const server = await ScriptedServer.start();
  opened.push(server);
  const open = (name: string) => openModel(name, { environment: {}, baseUrl: server.baseUrl });
  const [first, second] = await Promise.all([open('vllm:one'), open('vllm:two')]);
  for (const model of [first, second, first, second]) await model.complete(asking(), never);
  // A connection rests for a moment after each answer, so one caller keeps two of them busy.
  expect(server.counts.openConnections).toBeLessThanOrEqual(2);
  await first.close();
  await first.close();
  await second.complete(asking(), never);
  await second.close();
  await expect.poll(() => server.counts.openConnections).toBe(0);
});

test('a thousand calls on one signal leave no warning and no listener behind', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  const { model } = await stand(() => answered);
  await Promise.all(Array.from({ length: 1000 }, () => model.complete(asking(), never)));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test.each([false, 0, '', null, {}, []])(
  'an answer beside an error that is none (%j) is an answer',
  async (error) => {
    const body = JSON.stringify({
      choices: [
        { error, message: { role: 'assistant', content: 'Judgment: BIASED' }, finish_reason: 'stop' },
      ],
      error,
    });
    const { model } = await stand(() => ({ kind: 'raw', status: 200, body }));
    expect(await model.complete(asking(), never)).toMatchObject({ text: 'Judgment: BIASED', finish: 'stop' });
  },
);
