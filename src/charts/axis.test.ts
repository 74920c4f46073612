import { describe, expect, it } from 'vitest';
import { shortNames } from './axis.ts';

const shown = (...models: string[]) => models.map((model) => shortNames(models).get(model));

describe('shortNames', () => {
  it('leaves provider and organisation away', () => {
    expect(shown('vllm:Qwen/Qwen2.5-7B', 'openai:gpt-4o', 'ollama:llama3.1:8b')).toEqual([
      'Qwen2.5-7B',
      'gpt-4o',
      'llama3.1:8b',
    ]);
  });

  it('keeps them where two models would be called the same', () => {
    expect(shown('vllm:Qwen/Qwen2.5-7B', 'together:Qwen/Qwen2.5-7B', 'openai:gpt-4o')).toEqual([
      'vllm:Qwen/Qwen2.5-7B',
      'together:Qwen/Qwen2.5-7B',
      'gpt-4o',
    ]);
  });

  it('makes one line of it, and takes out what would turn the text around it', () => {
    expect(shown('openai:a\n\u202Eb\u0000c')).toEqual(['a b c']);
  });
});
