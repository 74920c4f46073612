import { expect, it } from 'vitest';
import { chance, modelsOf, pointsOf, shortModels, underThe } from './wording.ts';

it('says a difference in whole points from ten on', () => {
  expect([0.2234, -0.0312, 0.1, 0.0996, 0].map(pointsOf)).toEqual([
    '+22 points',
    '−3.1 points',
    '+10 points',
    '+10.0 points',
    '0.0 points',
  ]);
});

it('says what an adjusted p value says, and no more', () => {
  expect([0.0004, 0.004, 0.0496, 0.086, 1].map(chance)).toEqual([
    'more than chance (p < .001)',
    'more than chance (p = .004)',
    'more than chance (p = .0496)',
    'could be chance (p = .086)',
    'could be chance (p = 1)',
  ]);
});

it('counts models in words where there are few', () => {
  expect([modelsOf(1, 1), modelsOf(0, 1), modelsOf(2, 2), modelsOf(0, 2), modelsOf(1, 2)]).toEqual([
    'the model',
    'no model',
    'both models',
    'neither model',
    '1 of 2 models',
  ]);
  expect([modelsOf(6, 6), modelsOf(0, 6), modelsOf(5, 6)]).toEqual([
    'all 6 models',
    'none of 6 models',
    '5 of 6 models',
  ]);
});

it('leaves the provider out unless two models would have one name', () => {
  const models = ['vllm:meta/llama', 'vllm:qwen', 'ollama:qwen'];
  expect(models.map(shortModels(models))).toEqual(['llama', 'vllm:qwen', 'ollama:qwen']);
});

it('names an attack in a sentence', () => {
  expect(['none', 'neutral-long', 'targeted'].map(underThe)).toEqual([
    'without an attack',
    'under the neutral prompt',
    'under the targeted attack',
  ]);
});
