import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelFamily } from './model-family.ts';

describe('modelFamily', () => {
  it.each([
    ['openai:gpt-4o-mini', 'gpt'],
    ['openai:chatgpt-4o-latest', 'gpt'],
    ['openai:o3-mini', 'gpt'],
    ['openai:o1', 'gpt'],
    ['openrouter:openai/gpt-oss-120b', 'gpt'],
    ['deepseek:deepseek-chat', 'deepseek'],
    ['together:deepseek-ai/DeepSeek-R1-Distill-Llama-70B', 'deepseek'],
    ['vllm:meta-llama/Llama-3.1-8B-Instruct', 'llama'],
    ['together:meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo', 'llama'],
    ['ollama:llama3.1:8b', 'llama'],
    ['vllm:Qwen/Qwen2.5-72B-Instruct', 'qwen'],
    ['openrouter:qwen/qwq-32b', 'qwen'],
    ['anthropic:claude-sonnet-4-5', 'claude'],
    ['google:gemini-2.5-flash', 'gemini'],
    ['google:gemma-3-27b', 'gemma'],
    ['vllm:google/gemma-2-9b-it', 'gemma'],
    ['ollama:codegemma:7b', 'gemma'],
    ['mistral:mistral-large-latest', 'mistral'],
    ['mistral:open-mixtral-8x7b', 'mistral'],
  ])('%s is of the family %s', (model, family) => {
    expect(modelFamily(model)).toBe(family);
  });

  it.each(['baseline:coin', 'ollama:orca-mini', 'checkpoint:runs/small'])(
    '%s is a family of its own',
    (model) => {
      expect(modelFamily(model)).toBe(model);
    },
  );

  it('does not depend on who serves the model', () => {
    fc.assert(
      fc.property(fc.constantFrom('openrouter', 'vllm', 'x'), (provider) => {
        expect(modelFamily(`${provider}:some-organisation/Qwen2.5-3B`)).toBe('qwen');
      }),
    );
  });
});
