import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/errors.ts';
import { findPrice, parsePriceOverride } from './prices.ts';

function pair(model: string): [number, number] | null {
  const price = findPrice(model);
  return price === null ? null : [price.inputPerMillion, price.outputPerMillion];
}

test.each([
  ['openai:gpt-4o-mini', [0.15, 0.6]],
  ['openai:gpt-4o-mini-2024-07-18', [0.15, 0.6]],
  ['openai:gpt-4o-2024-05-13', [5, 15]],
  ['openai:gpt-4o-2024-11-20', [2.5, 10]],
  ['anthropic:claude-haiku-4-5-20251001', [1, 5]],
])('%s costs %j', (model, expected) => {
  expect(pair(model)).toEqual(expected);
});

test.each([
  'openai:gpt-5.4-pro',
  'openai:gpt-4o-realtime-preview',
  'openai:gpt-99',
  'mistral:mistral-large-latest',
  'openrouter:openai/gpt-4o-mini',
  'openai-compatible:gpt-4o-mini',
])('the price of %s is not guessed', (model) => {
  expect(findPrice(model)).toBeNull();
});

test.each([
  'baseline:coin',
  'replay:calls.jsonl',
  'vllm:a/b',
  'ollama:llama3.1:8b',
  'llamacpp:x',
  'lmstudio:y',
])('%s costs nothing', (model) => {
  expect(pair(model)).toEqual([0, 0]);
});

test('a price of the table says where it is from and when', () => {
  const price = findPrice('openai:gpt-4o');
  expect(price?.source).toContain('OpenAI');
  expect(price?.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test('DeepSeek costs half outside of peak hours, and less for what is in its cache', () => {
  expect(findPrice('deepseek:deepseek-flash')).toMatchObject({
    inputPerMillion: 0.3,
    cachedInputPerMillion: 0.006,
    offPeak: { share: 0.5, peakDays: [1, 2, 3, 4, 5] },
  });
});

test('an unknown provider is an error, not a free model', () => {
  expect(() => findPrice('nobody:x')).toThrow(UsageError);
});

test('model, input and output are read', () => {
  expect(parsePriceOverride('openrouter:meta-llama/llama-3.1-8b-instruct:free=0.15/0.60')).toMatchObject({
    model: 'openrouter:meta-llama/llama-3.1-8b-instruct:free',
    price: { inputPerMillion: 0.15, outputPerMillion: 0.6 },
  });
});

test.each(['openai:gpt-4o', 'openai:gpt-4o=1', 'openai:gpt-4o=a/b', 'gpt-4o=1/2', 'openai:gpt-4o=-1/2', ''])(
  '"%s" is not a price',
  (text) => {
    expect(() => parsePriceOverride(text)).toThrow(UsageError);
  },
);

test('no input throws anything else', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parsePriceOverride(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});
