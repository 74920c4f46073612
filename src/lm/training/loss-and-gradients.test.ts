import { expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { type NamedArrays, valuesOf } from '../arrays.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { initialParameters } from '../decoder/parameters.ts';
import { numpy as np, tree } from '../jax.ts';
import { compilePasses, lossAndGradients } from './loss-and-gradients.ts';
import { collate } from './training-batch.ts';
import { defaultTrainingSettings } from './training-settings.ts';
import { trainingSteps } from './training-steps.ts';

const batch = collate(
  [
    { ids: [1, 5, 9, 4, 7, 3, 2], completionStart: 3, weight: 1 },
    { ids: [8, 8, 11, 2], completionStart: 1, weight: 0.5 },
  ],
  { batch: 2, tokens: 8 },
);

/** Adds to one entry of one parameter; the others are references to the same arrays. */
async function nudged(
  parameters: NamedArrays,
  name: string,
  entry: number,
  by: number,
): Promise<NamedArrays> {
  const { [name]: array } = parameters;
  if (array === undefined) throw new Error(`no ${name}`);
  const values = (await valuesOf(array)).slice();
  values[entry] = Number(values[entry]) + by;
  return { ...tree.ref(parameters), [name]: np.array(values, { shape: array.shape }) };
}

/** Compares the gradient of every trained parameter with central differences, at three of its entries. */
async function expectGradients(
  config: ModelConfig,
  trained: NamedArrays,
  frozen: NamedArrays,
): Promise<void> {
  const steps = trainingSteps(config, frozen, defaultTrainingSettings);
  const passes = compilePasses(config, batch.batch, batch.tokens);
  const { loss, gradients } = await lossAndGradients(config, passes, trained, frozen, batch);
  expect(Number((await loss.data())[0])).toBeCloseTo(await steps.loss(trained, batch), 5);
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(trained).sort());
  const step = 1e-2;
  for (const [name, array] of Object.entries(gradients)) {
    expect(array.shape, name).toEqual(trained[name]?.shape);
    const gradient = await valuesOf(array);
    // The steepest entry, where rounding matters least, and two others.
    const steepest = gradient.reduce(
      (best, one, at) => (Math.abs(one) > Math.abs(Number(gradient[best])) ? at : best),
      0,
    );
    for (const entry of new Set([steepest, Math.floor(gradient.length / 3), gradient.length - 1])) {
      const up = await steps.loss(await nudged(trained, name, entry, step), batch);
      const down = await steps.loss(await nudged(trained, name, entry, -step), batch);
      const difference = (up - down) / (2 * step);
      const allowed = 1e-3 + 0.02 * Math.abs(difference);
      expect(Math.abs(Number(gradient[entry]) - difference), `${name}[${entry}]`).toBeLessThan(allowed);
    }
    expect(Math.abs(Number(gradient[steepest])), name).toBeGreaterThan(2e-3);
  }
}

test('gradients of every parameter of a tied model agree with finite differences', async () => {
  await expectGradients(tinyConfig, initialParameters(tinyConfig, 1), {});
});

test('gradients of every parameter of an untied model with biases agree with finite differences', async () => {
  const config: ModelConfig = {
    ...tinyConfig,
    architecture: 'qwen2',
    tiedEmbeddings: false,
    attentionBias: true,
  };
  await expectGradients(config, initialParameters(config, 2), {});
});

test('gradients of LoRA adapters on frozen weights agree with finite differences', async () => {
  const projections = ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.o_proj'];
  const names = [...projections, 'mlp.gate_proj', 'mlp.up_proj', 'mlp.down_proj'];
  const frozen = initialParameters(tinyConfig, 3);
  const pairs: Record<string, np.Array> = {};
  const random = (rows: number, columns: number, seed: number): np.Array => {
    const config = { ...tinyConfig, vocabularySize: rows, hiddenSize: columns };
    const { 'model.embed_tokens.weight': matrix } = initialParameters(config, seed);
    if (matrix === undefined) throw new Error('no matrix');
    return matrix;
  };
  const paired = names.flatMap((each) => [0, 1].map((layer) => `model.layers.${layer}.${each}`));
  for (const [index, name] of paired.entries()) {
    const [outputs = 0, inputs = 0] = frozen[`${name}.weight`]?.shape ?? [];
    pairs[`${name}.lora_A.weight`] = random(2, inputs, 2 * index);
    pairs[`${name}.lora_B.weight`] = random(outputs, 2, 2 * index + 1);
  }
  await expectGradients(tinyConfig, pairs, frozen);
});

test('borrowed parameters can be used again', async () => {
  const parameters = initialParameters(tinyConfig, 4);
  const passes = compilePasses(tinyConfig, batch.batch, batch.tokens);
  const first = await lossAndGradients(tinyConfig, passes, parameters, {}, batch);
  const again = await lossAndGradients(tinyConfig, passes, parameters, {}, batch);
  expect(await again.loss.data()).toEqual(await first.loss.data());
  for (const array of Object.values(parameters)) expect(array.refCount).toBe(1);
  for (const array of Object.values(again.gradients)) expect(array.refCount).toBe(1);
});
