import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEnvironment, resolveConnection, resolveEndpoint } from './connection.ts';
import { parseModelName } from './open-model.ts';
import type { Connection, Environment, NetworkProvider } from './provider.ts';

function network(id: string): NetworkProvider {
  const { provider } = parseModelName(`${id}:x`);
  if (provider.kind !== 'network') throw new Error(`${id} has no network`);
  return provider;
}

function resolve(id: string, environment: Environment, baseUrl?: string): Connection {
  return resolveConnection(network(id), { environment, ...(baseUrl === undefined ? {} : { baseUrl }) });
}

test.each([
  ['openai', 'OPENAI_API_KEY'],
  ['deepseek', 'DEEPSEEK_API_KEY'],
  ['openrouter', 'OPENROUTER_API_KEY'],
  ['together', 'TOGETHER_API_KEY'],
  ['huggingface', 'HF_TOKEN'],
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['google', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  ['mistral', 'MISTRAL_API_KEY'],
])('%s without a key names %s, also when it is set to nothing', (id, variable) => {
  expect(() => resolve(id, {})).toThrow(variable);
  expect(() => resolve(id, { [variable]: ' ' })).toThrow(variable);
});

test.each(['vllm', 'ollama', 'llamacpp', 'lmstudio'])('%s needs no key and has an address', (id) => {
  const connection = resolve(id, {});
  expect(connection.key).toBeNull();
  expect(connection.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  expect(connection.headers.authorization).toBeUndefined();
});

test('a key for a server of one\u2019s own is sent where there is one', () => {
  expect(resolve('vllm', { VLLM_API_KEY: 'abc' }).headers.authorization).toBe('Bearer abc');
});

test('the option comes before the variable, and the variable before the default', () => {
  const environment = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://one.example/v1' };
  expect(resolve('openai', environment, 'https://two.example/v2/').endpoint).toBe('https://two.example/v2');
  expect(resolve('openai', environment).endpoint).toBe('https://one.example/v1');
  expect(resolve('openai', { OPENAI_API_KEY: 'k' }).endpoint).toBe('https://api.openai.com/v1');
});

test('any of the names that Google\u2019s key goes by is found', () => {
  expect(resolve('google', { GEMINI_API_KEY: 'k' })).toMatchObject({
    key: 'k',
    keyVariable: 'GEMINI_API_KEY',
  });
});

test('an address without a host name for models anywhere is asked for', () => {
  expect(() => resolve('openai-compatible', {})).toThrow(
    expect.objectContaining({ advice: expect.stringContaining('OPENAI_COMPATIBLE_BASE_URL') }),
  );
});

test.each(['localhost:8000', 'ftp://x', 'not an address', ''])('"%s" is no base URL', (baseUrl) => {
  expect(() => resolve('vllm', {}, baseUrl)).toThrow('This is not an address that can be called.');
});

test('credentials and query of a base URL are in no endpoint, and the credentials are secrets', () => {
  const connection = resolve('vllm', {}, 'http://me:hush%21@127.0.0.1:9/v1/?api-version=2#x');
  expect(connection).toMatchObject({
    endpoint: 'http://127.0.0.1:9/v1',
    origin: 'http://127.0.0.1:9',
    path: '/v1',
    query: '?api-version=2',
  });
  expect(connection.secrets).toEqual(['me:hush!', Buffer.from('me:hush!').toString('base64'), 'hush!']);
});

test('a secret in the query of a base URL is one, plain and as the address spells it', () => {
  const address = 'http://127.0.0.1:9/v1?api-version=2&token=ab%2fcd+ef&code=xyz&region=north';
  expect(resolve('vllm', {}, address).secrets).toEqual(['ab/cd ef', 'ab%2fcd+ef', 'xyz', 'xyz']);
});

test('an address without a path has no slash at its end', () => {
  expect(resolve('deepseek', { DEEPSEEK_API_KEY: 'k' })).toMatchObject({
    endpoint: 'https://api.deepseek.com',
    path: '',
  });
});

test('a key with a line break inside is refused without being shown', () => {
  const check = () => resolve('openai', { OPENAI_API_KEY: 'abcdef\nghijkl' });
  expect(check).toThrow('OPENAI_API_KEY');
  expect(check).not.toThrow('abcdef');
});

test('an endpoint is known without a key', () => {
  expect(resolveEndpoint(network('openai'), { environment: {} })).toBe('https://api.openai.com/v1');
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvsb-environment-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a variable of .env is found, and one of the process comes before it', () => {
  writeFileSync(join(folder, '.env'), 'OPENAI_API_KEY="from file"\nHF_TOKEN=also # a note\n');
  expect(loadEnvironment(folder, { OPENAI_API_KEY: 'own' })).toEqual({
    OPENAI_API_KEY: 'own',
    HF_TOKEN: 'also',
  });
});

test('the process itself does not get the variables of .env', () => {
  writeFileSync(join(folder, '.env'), 'HVSB_TEST_ONLY_HERE=1\n');
  expect(loadEnvironment(folder).HVSB_TEST_ONLY_HERE).toBe('1');
  expect(process.env.HVSB_TEST_ONLY_HERE).toBeUndefined();
});

test('without .env there is what the process has', () => {
  expect(loadEnvironment(folder, { A: '1' })).toEqual({ A: '1' });
});
