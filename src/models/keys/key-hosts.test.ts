import { expect, test } from 'vitest';
import { keyDestinationFor } from '../open-model.ts';

function destination(model: string, environment: Readonly<Record<string, string>>, isFromFile = true) {
  const { BASE: baseUrl, ...variables } = environment;
  return keyDestinationFor(model, {
    environment: variables,
    isFromFile,
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
}

const key = {
  OPENAI_API_KEY: 'a-key',
  ANTHROPIC_API_KEY: 'a-key',
  TOGETHER_API_KEY: 'a-key',
  VLLM_API_KEY: 'a-key',
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
])('%s at %s: %s', (model, baseUrl, isAllowed) => {
  expect(destination(model, { ...key, BASE: baseUrl })?.isAllowed).toBe(isAllowed);
  expect(destination(model, { ...key, BASE: baseUrl }, false)?.isAllowed).toBe(true);
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
  expect(destination('openai:m', { BASE: 'https://gateway.example/v1' })?.isAllowed).toBe(true);
});
