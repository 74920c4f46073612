import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/errors.ts';
import { describeModel, openModel, parseModelName } from './open-model.ts';

test.each([
  ['openai:gpt-4o-mini', 'openai', 'gpt-4o-mini'],
  ['ollama:llama3.1:8b', 'ollama', 'llama3.1:8b'],
  ['openrouter:meta-llama/llama-3.1-8b-instruct:free', 'openrouter', 'meta-llama/llama-3.1-8b-instruct:free'],
  ['replay:calls.jsonl#openai:gpt-4o', 'replay', 'calls.jsonl#openai:gpt-4o'],
])('%s is %s, model %s', (name, provider, model) => {
  const parsed = parseModelName(name);
  expect([parsed.provider.id, parsed.model]).toEqual([provider, model]);
});

test('an unknown provider names the nearest one', () => {
  expect(() => parseModelName('opnai:gpt-4o')).toThrow(
    expect.objectContaining({ advice: 'Did you mean openai:gpt-4o?' }),
  );
  expect(() => parseModelName('Anthropic:claude-haiku-4-5')).toThrow(
    expect.objectContaining({ advice: 'Did you mean anthropic:claude-haiku-4-5?' }),
  );
});

test('the error for a name without a provider says what is missing', () => {
  expect(() => parseModelName('gpt-4o')).toThrow('"gpt-4o" does not say which provider it is of');
});

test('the error for a provider without a model gives an example', () => {
  expect(() => parseModelName('ollama:')).toThrow(
    expect.objectContaining({ advice: 'For example ollama:llama3.1:8b.' }),
  );
});

test('no name throws anything but a UsageError', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      try {
        parseModelName(name);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});

test('a model is described without its key', () => {
  expect(describeModel('openai:gpt-4o', { environment: {} })).toEqual({
    id: 'openai:gpt-4o',
    endpoint: 'https://api.openai.com/v1',
    remote: true,
  });
});

test.each(['baseline:coin@3', 'vllm:a/b', 'anthropic:claude-haiku-4-5'])(
  '%s is described as it is when opened, so that stored calls are found',
  async (name) => {
    const environment = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
    const model = await openModel(name, { environment });
    const { id, endpoint, remote } = model;
    expect(describeModel(name, { environment })).toEqual({ id, endpoint, remote });
    await model.close();
  },
);

test('a baseline that is none is found out at once', () => {
  expect(() => describeModel('baseline:coinn')).toThrow('There is no baseline "coinn"');
});
