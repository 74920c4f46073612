import { afterEach, expect, test } from 'vitest';
import { anthropicDialect, googleDialect } from '../testing/server/dialects.ts';
import { ScriptedServer, type ScriptedServerOptions } from '../testing/server/scripted-server.ts';
import { checkModel } from './check-model.ts';

const opened: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function start(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(options);
  opened.push(server);
  return server;
}

test.each([
  ['vllm:some/model', {}, {}],
  ['ollama:llama3.1', {}, { models: ['llama3.1:latest'] }],
  ['anthropic:some/model', { ANTHROPIC_API_KEY: 'k' }, { dialect: anthropicDialect }],
  ['google:some/model', { GEMINI_API_KEY: 'k' }, { dialect: googleDialect }],
  ['mistral:some/model', { MISTRAL_API_KEY: 'k' }, {}],
])(
  '%s: name, key, endpoint and model are found in order, and nothing is asked of the model',
  async (name, environment, options) => {
    const server = await start({ models: ['other', 'some/model'], ...options });
    const check = await checkModel(name, { environment, baseUrl: server.baseUrl });
    expect(check.ok).toBe(true);
    expect(check.steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'name ok',
      'key ok',
      'endpoint ok',
      'model ok',
    ]);
    expect(server.counts.received).toBe(0);
    await expect.poll(() => server.counts.openConnections).toBe(0);
  },
);

test('a model that is not listed is a problem that names the nearest', async () => {
  const server = await start({ models: ['qwen2.5:7b', 'llama3.1:8b'] });
  const check = await checkModel('ollama:llama3.1:8', { environment: {}, baseUrl: server.baseUrl });
  expect(check.ok).toBe(false);
  expect(check.steps.at(-1)).toMatchObject({
    step: 'model',
    outcome: 'problem',
    advice: 'The nearest is llama3.1:8b.',
  });
});

test('an endpoint that lists nothing leaves the model open', async () => {
  const server = await start({});
  const check = await checkModel('vllm:x', {
    environment: {},
    baseUrl: server.baseUrl.replace('/v1', '/elsewhere'),
  });
  expect(check.ok).toBe(true);
  expect(check.steps.at(-1)).toMatchObject({ step: 'model', outcome: 'unknown' });
});

test('a missing key ends the check before anything is sent', async () => {
  const check = await checkModel('openai:gpt-4o', { environment: {} });
  expect(check.ok).toBe(false);
  expect(check.steps.at(-1)).toMatchObject({ step: 'key', outcome: 'problem' });
  expect(check.steps.at(-1)?.message).toContain('OPENAI_API_KEY');
});

test('a server that does not run is a problem of the endpoint', async () => {
  const server = await ScriptedServer.start();
  await server.close();
  const check = await checkModel('vllm:x', { environment: {}, baseUrl: server.baseUrl });
  expect(check.steps.at(-1)).toMatchObject({ step: 'endpoint', outcome: 'problem' });
});

test('an unknown provider is a problem of the name', async () => {
  const check = await checkModel('vlm:x');
  expect(check.steps).toHaveLength(1);
  expect(check.steps[0]).toMatchObject({ step: 'name', outcome: 'problem', advice: 'Did you mean vllm:x?' });
});

test('a baseline is there, a recording that is missing is not', async () => {
  expect((await checkModel('baseline:coin')).ok).toBe(true);
  expect((await checkModel('replay:/nowhere/calls.jsonl')).steps.at(-1)).toMatchObject({
    step: 'model',
    outcome: 'problem',
  });
});
