import { expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { valuesOf } from '../arrays.ts';
import { parameterShapes } from '../checkpoint/model-config.ts';
import { initialParameters, type Parameters } from './parameters.ts';

const config = { ...tinyConfig, attentionBias: true, vocabularySize: 1000, initializerRange: 0.02 };

function values(parameters: Parameters, name: string): Promise<Float32Array> {
  const { [name]: array } = parameters;
  if (array === undefined) throw new Error(`no ${name}`);
  return valuesOf(array);
}

test('random weights have the names and shapes of the model', () => {
  const shapes = Object.entries(initialParameters(config, 1)).map(([name, { shape }]) => [name, shape]);
  expect(shapes).toEqual([...parameterShapes(config)]);
});

test('matrices are normal with the configured deviation, norms one, biases zero', async () => {
  const parameters = initialParameters(config, 1);
  const embedding = await values(parameters, 'model.embed_tokens.weight');
  const mean = embedding.reduce((sum, one) => sum + one, 0) / embedding.length;
  const deviation = Math.sqrt(embedding.reduce((sum, one) => sum + (one - mean) ** 2, 0) / embedding.length);
  // 16,000 numbers: standard errors of 0.00016 and 0.00011.
  expect(Math.abs(mean)).toBeLessThan(0.0007);
  expect(Math.abs(deviation - 0.02)).toBeLessThan(0.0005);
  // A normal number is within one deviation of its mean in 68.3 % of cases.
  const within = embedding.filter((one) => Math.abs(one) < 0.02).length / embedding.length;
  expect(Math.abs(within - 0.683)).toBeLessThan(0.02);
  expect(new Set(await values(parameters, 'model.norm.weight'))).toEqual(new Set([1]));
  expect(new Set(await values(parameters, 'model.layers.1.self_attn.k_proj.bias'))).toEqual(new Set([0]));
});

test('a seed repeats its weights; another seed or matrix has others', async () => {
  const name = 'model.layers.0.mlp.up_proj.weight';
  const first = await values(initialParameters(config, 1), name);
  expect(await values(initialParameters(config, 1), name)).toEqual(first);
  expect(await values(initialParameters(config, 2), name)).not.toEqual(first);
  expect(await values(initialParameters(config, 1), 'model.layers.1.mlp.up_proj.weight')).not.toEqual(first);
});
