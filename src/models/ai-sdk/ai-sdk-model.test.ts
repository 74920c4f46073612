import { afterEach, describe, expect, test } from 'vitest';
import type { Model, ModelRequest } from '../../core/model.ts';
import { providerConformance } from '../../testing/provider/provider-conformance.ts';
import {
  anthropicDialect,
  chatCompletionsDialect,
  converseDialect,
  googleDialect,
  type WireDialect,
} from '../../testing/server/dialects.ts';
import { ScriptedServer, type ServerScript } from '../../testing/server/scripted-server.ts';
import { openModel } from '../open-model.ts';

// Mistral follows OpenAI, without a content filter and without refusals of its own.
const mistralDialect: WireDialect = {
  ...chatCompletionsDialect,
  finishes: ['stop', 'length', 'other'],
  filtered: null,
};

const vendors = [
  { provider: 'anthropic', keyVariable: 'ANTHROPIC_API_KEY', dialect: anthropicDialect },
  { provider: 'google', keyVariable: 'GEMINI_API_KEY', dialect: googleDialect },
  { provider: 'mistral', keyVariable: 'MISTRAL_API_KEY', dialect: mistralDialect },
  { provider: 'bedrock', keyVariable: 'AWS_BEARER_TOKEN_BEDROCK', dialect: converseDialect },
  { provider: 'vertex', keyVariable: 'GOOGLE_VERTEX_API_KEY', dialect: googleDialect },
];

describe.each(vendors)('$provider conforms', ({ provider, keyVariable, dialect }) => {
  const checks = providerConformance({
    dialect,
    open: ({ baseUrl, key, callTimeoutMs }) =>
      openModel(`${provider}:conforming`, {
        environment: { [keyVariable]: key, AWS_REGION: 'eu-central-1' },
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

async function stand(
  name: string,
  dialect: WireDialect,
  script: ServerScript,
  basePath = dialect.basePath,
): Promise<{ server: ScriptedServer; model: Model }> {
  const server = await ScriptedServer.start({ script, dialect });
  opened.push(server);
  const environment = { ANTHROPIC_API_KEY: 'k', GOOGLE_GENERATIVE_AI_API_KEY: 'k', MISTRAL_API_KEY: 'k' };
  const model = await openModel(name, {
    environment,
    baseUrl: `http://127.0.0.1:${server.port}${basePath}`,
  });
  opened.push(model);
  return { server, model };
}

const never = new AbortController().signal;
const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'First question.' },
    { role: 'assistant', content: 'First answer.' },
    { role: 'user', content: 'Second question.' },
  ],
  sampling: { temperature: 0, seed: 5 },
  repeat: 0,
};

test('a setting that the vendor\u2019s package leaves out by itself is said not to be accepted', async () => {
  const { server, model } = await stand('anthropic:claude-haiku-4-5', anthropicDialect, () => ({
    kind: 'answer',
    text: 'Judgment: BIASED',
  }));
  const completion = await model.complete(request, never);
  expect(completion.notAccepted).toEqual(['seed']);
  expect(completion.servedModel).toBe('claude-haiku-4-5');
  expect(server.bodies).toHaveLength(1);
});

test('a conversation goes out with its turns in order and the system prompt in its place', async () => {
  const { server, model } = await stand('anthropic:claude-haiku-4-5', anthropicDialect, () => ({
    kind: 'answer',
    text: 'x',
  }));
  await model.complete(request, never);
  expect(JSON.parse(server.bodies[0] ?? '')).toMatchObject({
    system: [{ text: 'Be brief.' }],
    messages: [
      { role: 'user', content: [{ text: 'First question.' }] },
      { role: 'assistant', content: [{ text: 'First answer.' }] },
      { role: 'user', content: [{ text: 'Second question.' }] },
    ],
  });
});

test.each([
  ['anthropic:claude-haiku-4-5', anthropicDialect],
  ['google:gemini-2.5-flash', googleDialect],
])('%s: reasoning is separate from the text', async (name, dialect) => {
  const { model } = await stand(name, dialect, () => ({
    kind: 'answer',
    text: 'Judgment: BIASED',
    reasoning: 'Let me see.',
  }));
  expect(await model.complete(request, never)).toMatchObject({
    text: 'Judgment: BIASED',
    reasoning: 'Let me see.',
  });
});

test('the version is added to a base URL that has none', async () => {
  const { model, server } = await stand(
    'anthropic:claude-haiku-4-5',
    anthropicDialect,
    () => ({ kind: 'answer', text: 'x' }),
    '',
  );
  expect((await model.complete(request, never)).text).toBe('x');
  expect(model.endpoint).toBe(server.baseUrl);
});

test('the limits that Anthropic reports come with the answer', async () => {
  const { model } = await stand('anthropic:claude-haiku-4-5', anthropicDialect, () => ({
    kind: 'answer',
    text: 'x',
    headers: { 'anthropic-ratelimit-requests-remaining': '12' },
  }));
  expect((await model.complete(request, never)).rateLimits).toEqual({ remainingRequests: 12 });
});

test('a wrong key of Google, which comes as status 400, is a matter of authentication', async () => {
  const { model } = await stand('google:gemini-2.5-flash', googleDialect, () => ({
    kind: 'error',
    status: 400,
    message: 'API key not valid. Please pass a valid API key.',
    code: 'INVALID_ARGUMENT',
  }));
  await expect(model.complete(request, never)).rejects.toMatchObject({
    reason: 'authentication',
    advice: expect.stringContaining('GOOGLE_GENERATIVE_AI_API_KEY'),
  });
});

test('an account of Anthropic without credit, which comes as status 400, is a matter of quota', async () => {
  const { model } = await stand('anthropic:claude-haiku-4-5', anthropicDialect, () => ({
    kind: 'error',
    status: 400,
    message: 'Your credit balance is too low to access the API.',
  }));
  await expect(model.complete(request, never)).rejects.toMatchObject({ reason: 'quota' });
});
