import { describe, expect, it } from 'vitest';
import { fullModelName, modelNames, modelsIn, named, withModelNames } from './display-names.ts';

describe('modelNames', () => {
  it('takes provider and organisation off where no other model is called the same', () => {
    const { shown } = modelNames(['vllm:org/llama-3', 'openai:gpt-4o', 'azure:gpt-4o', 'baseline:coin'], {});
    expect([...shown.values()]).toEqual(['llama-3', 'openai:gpt-4o', 'azure:gpt-4o', 'baseline:coin']);
  });

  it('prefers labels, except of baselines and where two models have one', () => {
    const labels = { 'a:x': 'Large', 'b:y': 'Small', 'c:z': 'Small', 'baseline:coin': 'Coin' };
    const { shown, full } = modelNames(['a:x', 'b:y', 'c:z', 'baseline:coin'], labels);
    expect([...shown.values()]).toEqual(['Large', 'b:y', 'c:z', 'baseline:coin']);
    expect(full.get('Large')).toBe('a:x');
  });

  it('gives no two models one name, though a label is called as another model is', () => {
    const { shown } = modelNames(['a:x', 'b:y'], { 'a:x': 'y' });
    expect(new Set(shown.values()).size).toBe(2);
  });

  it('leaves out of labels what would turn the direction of the text around them', () => {
    expect(modelNames(['a:x'], { 'a:x': '\u202eevil\n' }).shown.get('a:x')).toBe('evil');
  });
});

describe('withModelNames', () => {
  const results = {
    one: { totals: [{ model: 'vllm:org/llama', dataset: 'vllm:org/llama', rate: 0.5 }] },
    two: [{ models: ['vllm:org/llama', 'openai:gpt'], cells: [{ explainer: 'openai:gpt', rater: 'x:y' }] }],
    three: null,
  };

  it('renames models wherever they stand, and nothing else', () => {
    const shown = withModelNames(results, { 'x:y': 'Reader' });
    expect(shown).toMatchObject({
      one: { totals: [{ model: 'llama', dataset: 'vllm:org/llama', rate: 0.5 }] },
      two: [{ models: ['llama', 'gpt'], cells: [{ explainer: 'gpt', rater: 'Reader' }] }],
      three: null,
    });
    expect(fullModelName(shown, 'Reader')).toBe('x:y');
    expect(fullModelName(results, 'openai:gpt')).toBe('openai:gpt');
  });

  it('finds every model', () => {
    expect(modelsIn(results)).toEqual(['vllm:org/llama', 'openai:gpt', 'x:y']);
  });

  it('takes names that are known for all of a study, where a part of it has fewer models', () => {
    const names = modelNames(['a:gpt', 'b:gpt'], {});
    expect(named({ one: [{ model: 'a:gpt' }] }, names).one).toEqual([{ model: 'a:gpt' }]);
  });
});
