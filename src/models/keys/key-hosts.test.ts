import { expect, test } from 'vitest';
import { foreignHostFor, keyDestinationsFor, type OpenModelOptions } from '../open-model.ts';

type Variables = Readonly<Record<string, string>>;

function optionsFrom({ BASE: baseUrl, ...environment }: Variables, isFromFile: boolean): OpenModelOptions {
  return { environment, isFromFile, ...(baseUrl === undefined ? {} : { baseUrl }) };
}

const destination = (model: string, variables: Variables) =>
  keyDestinationsFor(model, optionsFrom(variables, true))[0] ?? null;

/** Whether the key may go where the address says. */
const isAllowed = (model: string, variables: Variables, isFromFile = true) =>
  foreignHostFor(model, optionsFrom(variables, isFromFile)) === null;

const key = {
  OPENAI_API_KEY: 'a-key',
  ANTHROPIC_API_KEY: 'a-key',
  TOGETHER_API_KEY: 'a-key',
  VLLM_API_KEY: 'a-key',
  AZURE_OPENAI_API_KEY: 'a-key',
};

test.each([
  ['openai:m', 'https://api.openai.com/v1', true],
  ['openai:m', 'https://eu.api.openai.com/v1', true],
  ['openai:m', 'https://openai.com:8443/v1', true],
  ['openai:m', 'http://api.openai.com/v1', false],
  ['openai:m', 'https://api.openai.com.example.org/v1', false],
  ['openai:m', 'https://notopenai.com/v1', false],
  ['openai:m', 'https://api.anthropic.com/v1', false],
  ['openai:m', 'http://127.0.0.1:8000/v1', false],
  ['anthropic:m', 'https://api.anthropic.com', true],
  ['anthropic:m', 'https://user:word@api.openai.com', false],
  ['together:m', 'https://api.together.xyz/v1', true],
  ['vllm:m', 'https://anywhere.example/v1', true],
  ['azure:d', 'https://mine.openai.azure.com', true],
  ['azure:d', 'https://mine.cloudapp.azure.com', false],
  ['azure:d', 'https://gateway.example', false],
])('%s at %s: %s', (model, baseUrl, expected) => {
  expect(isAllowed(model, { ...key, BASE: baseUrl })).toBe(expected);
  expect(isAllowed(model, { ...key, BASE: baseUrl }, false)).toBe(true);
});

test('each of several servers has to be allowed', () => {
  const BASE = 'https://api.openai.com/v1,https://gateway.example/v1';
  const options = optionsFrom({ ...key, BASE }, true);
  expect(foreignHostFor('openai:m', options)).toMatchObject({ host: 'gateway.example' });
  expect(foreignHostFor('openai:m', { ...options, allowHosts: ['gateway.example'] })).toBe(null);
  expect(keyDestinationsFor('openai:m', options).map(({ host }) => host)).toEqual([
    'api.openai.com',
    'gateway.example',
  ]);
});

test('a variable in a header is a key, too: a file cannot send it to a far server of its own', () => {
  const headers = { 'X-Token': 'Token $ANY_SECRET' };
  const environment = { ANY_SECRET: 'a-secret' };
  const far = { environment, headers, baseUrl: 'https://far.example/v1', isFromFile: true };
  expect(foreignHostFor('vllm:m', far)).toMatchObject({ variable: 'ANY_SECRET', host: 'far.example' });
  expect(foreignHostFor('vllm:m', { ...far, isFromFile: false })).toBe(null);
  expect(foreignHostFor('vllm:m', { ...far, baseUrl: 'http://127.0.0.1:8000/v1' })).toBe(null);
  expect(foreignHostFor('vllm:m', { ...far, headers: { 'X-Plain': 'no variable' } })).toBe(null);
  expect(foreignHostFor('openai:m', { ...far, environment: { ...environment, ...key } })).toMatchObject({
    host: 'far.example',
  });
});

test('a variable in a header may go to the hosts of a provider without a usual address, and to no other', () => {
  const headers = { 'X-Team': '$TEAM' };
  const environment = { TEAM: 'a-team-name', AZURE_OPENAI_API_KEY: 'a-key' };
  const foreign = (baseUrl: string) =>
    foreignHostFor('azure:d', { environment, headers, baseUrl, isFromFile: true });
  expect(foreign('https://mine.openai.azure.com')).toBe(null);
  expect(foreign('https://mine.cloudapp.azure.com')).toMatchObject({ host: 'mine.cloudapp.azure.com' });
  expect(foreign('http://127.0.0.1:8000')).toMatchObject({ host: '127.0.0.1:8000' });
});

test('the variable and the host are named, and the port where it is not the usual one', () => {
  expect(destination('openai:m', key)).toMatchObject({ variable: 'OPENAI_API_KEY', host: 'api.openai.com' });
  expect(destination('openai:m', { ...key, BASE: 'https://gateway.example:8443/v1' })?.host).toBe(
    'gateway.example:8443',
  );
});

test('where there is no key to send, nothing goes anywhere', () => {
  expect(destination('vllm:m', {})).toBe(null);
  expect(destination('baseline:coin', key)).toBe(null);
  expect(isAllowed('openai:m', { BASE: 'https://gateway.example/v1' })).toBe(true);
});
