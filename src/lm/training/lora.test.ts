import { describe, expect, it } from 'vitest';
import { valuesOf } from '../arrays.ts';
import { type ModelConfig, parameterShapes } from '../checkpoint/model-config.ts';
import { initialParameters } from '../decoder/parameters.ts';
import { numpy as np, tree } from '../jax.ts';
import { normalValues } from '../random.ts';
import { loraParameters, mergeLora } from './lora.ts';
import { compilePasses, lossAndGradients } from './loss-and-gradients.ts';
import { cutBatches } from './training-batch.ts';
import { defaultTrainingSettings } from './training-settings.ts';
import { trainingSteps } from './training-steps.ts';

const config: ModelConfig = {
  architecture: 'qwen2',
  vocabularySize: 24,
  hiddenSize: 16,
  intermediateSize: 24,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headSize: 4,
  maxPositions: 64,
  ropeTheta: 10_000,
  ropeScaling: null,
  normEpsilon: 1e-6,
  tiedEmbeddings: false,
  attentionBias: true,
  initializerRange: 0.2,
  bosTokenId: null,
  eosTokenIds: [1],
  padTokenId: 0,
};

const [batch] = cutBatches([{ ids: [3, 5, 7, 9, 11, 1], completionStart: 3, weight: 1 }], 32);
if (batch === undefined) throw new Error('there is a batch');

/** Pairs as training leaves them: B is zero no longer. */
function trainedPairs() {
  const pairs = loraParameters(config, 3, 5);
  return Object.fromEntries(
    Object.entries(pairs).map(([name, array], index) => {
      if (!name.includes('lora_B')) return [name, array];
      const [outputs = 0, rank = 0] = array.shape;
      array.dispose();
      return [name, np.array(normalValues(outputs * rank, 0.3, index), { shape: [outputs, rank] })];
    }),
  );
}

describe('LoRA adapters', () => {
  it('belong to the seven projections of each layer and change nothing at first', async () => {
    const parameters = initialParameters(config, 1);
    const pairs = loraParameters(config, 3, 5);
    expect(Object.keys(pairs)).toHaveLength(2 * 7 * 2);
    expect(pairs['model.layers.1.mlp.down_proj.lora_A.weight']?.shape).toEqual([3, 24]);
    expect(pairs['model.layers.1.mlp.down_proj.lora_B.weight']?.shape).toEqual([16, 3]);
    const steps = trainingSteps(config, parameters, defaultTrainingSettings);
    const plain = await steps.loss({}, batch);
    expect(await steps.loss(pairs, batch)).toBe(plain);
  });

  it('merged, are W + B · A: 1 + 2·3 + 4·5', async () => {
    const merged = mergeLora(
      { 'a_proj.weight': np.array([[1, 0]]), 'norm.weight': np.array([7]) },
      {
        'a_proj.lora_A.weight': np.array([
          [3, 1],
          [5, 0],
        ]),
        'a_proj.lora_B.weight': np.array([[2, 4]]),
      },
    );
    const [weight, norm] = [merged['a_proj.weight'], merged['norm.weight']];
    if (weight === undefined || norm === undefined) throw new Error('both are there');
    expect([...(await valuesOf(weight))]).toEqual([27, 2]);
    expect([...(await valuesOf(norm))]).toEqual([7]);
  });

  it('merged, give the same loss as next to the weights', async () => {
    const parameters = initialParameters(config, 1);
    const pairs = trainedPairs();
    const steps = trainingSteps(config, parameters, defaultTrainingSettings);
    const unmerged = await steps.loss(pairs, batch);
    const merged = mergeLora(parameters, pairs);
    expect(Object.keys(merged)).toEqual([...parameterShapes(config).keys()]);
    expect(await trainingSteps(config, {}, defaultTrainingSettings).loss(merged, batch)).toBeCloseTo(
      unmerged,
      5,
    );
    expect(unmerged).not.toBeCloseTo(await steps.loss({}, batch), 2);
  });

  it('have gradients, the frozen weights none', async () => {
    const parameters = initialParameters(config, 1);
    const pairs = trainedPairs();
    const passes = compilePasses(config, batch.batch, batch.tokens);
    const { loss, gradients } = await lossAndGradients(config, passes, pairs, parameters, batch);
    expect(Object.keys(gradients).toSorted()).toEqual(Object.keys(pairs).toSorted());
    for (const array of Object.values(gradients)) {
      expect((await valuesOf(array)).some((value) => value !== 0)).toBe(true);
    }
    tree.dispose([loss, gradients, pairs, parameters]);
  });
});
