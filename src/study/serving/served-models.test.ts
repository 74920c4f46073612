import { describe, expect, test } from 'vitest';
import { turnsOf } from './served-models.ts';

/** The turns of these models, of which those with a star behind them are served. */
function turns(...names: readonly string[]): readonly (readonly string[])[] {
  const choices = names.map((name) =>
    name.endsWith('*') ? { model: name.slice(0, -1), serve: {} } : { model: name },
  );
  const places = turnsOf(choices, { serving: { slot: null } });
  return places.map((group) => group.map((place) => choices[place]?.model ?? ''));
}

describe('models', () => {
  test('that need no server are asked together, and the others one after the other', () => {
    expect(turns('vllm:a*', 'openai:b', 'sglang:c*', 'baseline:coin')).toEqual([
      ['openai:b', 'baseline:coin'],
      ['vllm:a'],
      ['sglang:c'],
    ]);
    expect(turns('vllm:a*')).toEqual([['vllm:a']]);
    expect(turns()).toEqual([[]]);
  });

  test('in GGUF files are loaded one after the other, and one of them beside others', () => {
    expect(turns('gguf:a', 'baseline:coin')).toEqual([['gguf:a', 'baseline:coin']]);
    expect(turns('gguf:a', 'openai:b', 'gguf:c')).toEqual([['openai:b'], ['gguf:a'], ['gguf:c']]);
    expect(turns('gguf:a', 'gguf:c')).toEqual([['gguf:a'], ['gguf:c']]);
  });
});
