import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from '../../models/open-model.ts';
import type { NetworkProvider, Provider } from '../../models/provider.ts';
import { ScriptedServer } from '../../testing/server/scripted-server.ts';
import { keyVariables, localServers, modelFacts, proposedModels } from './model-setup.ts';

function at(id: string, defaultBaseUrl: string): NetworkProvider {
  const like = providers.find(
    (provider): provider is NetworkProvider => provider.id === 'vllm' && provider.kind === 'network',
  );
  if (like === undefined) throw new Error('vllm is gone');
  return { ...like, id, title: id, facts: { ...like.facts, defaultBaseUrl } };
}

describe('servers of this machine', () => {
  it('are those that list models; others that listen there, or nobody, are none', async () => {
    const server = await ScriptedServer.start({ models: ['one', 'two'] });
    const page = await ScriptedServer.start({
      script: () => ({ kind: 'raw', status: 200, body: '<html>router</html>' }),
      models: [],
    });
    const found = await localServers([at('good', server.baseUrl), at('gone', 'http://127.0.0.1:9/v1')]);
    expect(found).toEqual([{ title: 'good', address: server.baseUrl, models: ['good:one', 'good:two'] }]);
    await server.close();
    expect(await localServers([at('good', server.baseUrl)])).toEqual([]);
    await page.close();
  });
});

describe('facts of a model', () => {
  const surroundings = (environment: Record<string, string> = {}, own: Record<string, string> = {}) => ({
    ...{ providers, environment: { ...environment, ...own }, own, allowHosts: [] },
  });

  it('say where its key is and what it costs, and never the key', () => {
    const key = 'sk-test-91b5c7d20e4f6a83';
    const facts = modelFacts({ model: 'openai:gpt-4o-mini' }, surroundings({ OPENAI_API_KEY: key }));
    expect(facts).toMatchObject({
      title: 'OpenAI',
      remote: true,
      key: { from: '.env', needed: true },
      problem: null,
    });
    expect(facts.price?.input).toBeGreaterThan(0);
    expect(JSON.stringify(facts)).not.toContain(key);
    const own = modelFacts({ model: 'openai:gpt-4o-mini' }, surroundings({}, { OPENAI_API_KEY: key }));
    expect(own.key?.from).toBe('environment');
    expect(modelFacts({ model: 'baseline:coin' }, surroundings())).toMatchObject({
      remote: false,
      key: null,
    });
    expect(modelFacts({ model: 'vllm:a' }, surroundings())).toMatchObject({ key: null, price: { input: 0 } });
    expect(modelFacts({ model: 'openai:new' }, surroundings()).price).toBeNull();
    const given = { model: 'openai:new', price: { input: 1, output: 2 } };
    expect(modelFacts(given, surroundings()).price).toEqual({ input: 1, output: 2, source: 'given here' });
  });

  it('say what is wrong with a name or an address', () => {
    expect(modelFacts({ model: 'gpt-4o' }, surroundings()).problem).toContain('does not say which provider');
    expect(modelFacts({ model: 'openai-compatible:a' }, surroundings())).toMatchObject({
      ...{ remote: true, problem: expect.stringContaining('no address of its own') },
    });
    expect(modelFacts({ model: 'openai:a', baseUrl: 'nowhere' }, surroundings()).problem).toContain(
      'address',
    );
  });
});

it('only variables that hold keys can be stored', () => {
  const variables = keyVariables(providers as readonly Provider[]);
  expect(variables.has('OPENAI_API_KEY')).toBe(true);
  for (const name of ['PATH', 'NODE_OPTIONS', 'OPENAI_BASE_URL', 'HTTPS_PROXY'])
    expect(variables.has(name)).toBe(false);
});

it('GGUF files of the folder and of downloads are proposed, parts of one once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-gguf-'));
  for (const name of ['a.gguf', 'b-00001-of-00002.gguf', 'b-00002-of-00002.gguf', 'c.bin']) {
    await writeFile(join(folder, name), 'GGUF');
  }
  const proposed = proposedModels(folder, { HVSB_MODELS: join(folder, 'none') });
  expect(proposed.filter((name) => name.startsWith('gguf:'))).toEqual([
    'gguf:./a.gguf',
    'gguf:./b-00001-of-00002.gguf',
  ]);
  await rm(folder, { recursive: true });
});
