import { describe, expect, test } from 'vitest';
import { readUsage, tokenCount } from './token-usage.ts';

test.each([-1, 1.5, 1e19, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '12', true, null, [], {}, 10n])(
  '%s is no count of tokens',
  (value) => {
    expect(tokenCount(value)).toBe(null);
  },
);

test.each([0, 1, 128_000, 1e9])('%i is a count of tokens', (value) => {
  expect(tokenCount(value)).toBe(value);
});

describe('usage', () => {
  test('a number that is none is absent, and is said by its name', () => {
    const usage = readUsage({ prompt_tokens: 1e19, completion_tokens: 4 });
    expect(usage).toMatchObject({ inputTokens: null, outputTokens: 4 });
    expect(usage.remarks).toEqual([expect.stringContaining('"prompt_tokens"')]);
  });

  test('no usage is absent, not zero, and nothing to remark', () => {
    expect(readUsage(undefined)).toEqual({ inputTokens: null, outputTokens: null });
    expect(readUsage({ prompt_tokens: null })).toEqual({ inputTokens: null, outputTokens: null });
    expect(readUsage('many')).toEqual({ inputTokens: null, outputTokens: null });
  });

  test.each([
    [
      'within the output, as OpenAI counts',
      { completion_tokens: 50, total_tokens: 90, completion_tokens_details: { reasoning_tokens: 45 } },
      50,
    ],
    [
      'within the output, without a total',
      { completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 45 } },
      50,
    ],
    [
      'beside the output, as the total says (xAI)',
      { completion_tokens: 5, total_tokens: 145, completion_tokens_details: { reasoning_tokens: 100 } },
      105,
    ],
    [
      'beside the output, as there is more of it',
      { completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 100 } },
      105,
    ],
    ['beside the output, in a field of its own', { completion_tokens: 50, reasoning_tokens: 45 }, 95],
    ['in the total alone (Gemini)', { completion_tokens: 5, total_tokens: 145 }, 105],
    ['nowhere, and the total is nonsense', { completion_tokens: 5, total_tokens: 1e19 }, 5],
    ['nowhere, and the total is too small', { completion_tokens: 5, total_tokens: 10 }, 5],
  ])('reasoning %s', (_, counts, output) => {
    expect(readUsage({ prompt_tokens: 40, ...counts }).outputTokens).toBe(output);
  });

  test.each([
    ['OpenAI', { prompt_tokens_details: { cached_tokens: 30 } }, 30],
    ['DeepSeek', { prompt_cache_hit_tokens: 30, prompt_cache_miss_tokens: 10 }, 30],
    ['Moonshot', { cached_tokens: 30 }, 30],
    ['more than all input', { cached_tokens: 41 }, undefined],
    ['nothing', { cached_tokens: 0 }, undefined],
  ])('input from the cache: %s', (_, counts, cached) => {
    expect(readUsage({ prompt_tokens: 40, completion_tokens: 1, ...counts }).cachedInputTokens).toBe(cached);
  });

  test('names of other interfaces', () => {
    expect(readUsage({ input_tokens: 3, output_tokens: 4 })).toEqual({ inputTokens: 3, outputTokens: 4 });
  });
});
