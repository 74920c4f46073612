import { expect, it } from 'vitest';
import { parameterCount } from './size-charts.ts';

it.each([
  ['vllm:Qwen/Qwen2.5-1.5B-Instruct', 1.5e9],
  ['ollama:llama3.1:8b', 8e9],
  ['together:meta-llama/Llama-3.1-70B-Instruct-Turbo', 70e9],
  ['ollama:smollm2:135m', 135e6],
  ['openrouter:qwen/qwen3-30b-a3b', 30e9],
  ['vllm:deepseek-ai/DeepSeek-R1-Distill-Qwen-7B', 7e9],
  ['ollama:mixtral:8x7b', null],
  ['openai:gpt-4o-mini', null],
  ['openai:gpt-3.5-turbo-0125', null],
  ['vllm:microsoft/Phi-3-mini-4k-instruct', null],
  ['llamacpp:model-4bit', null],
  ['baseline:coin', null],
])('reads the size of %s', (model, size) => {
  expect(parameterCount(model)).toBe(size);
});
