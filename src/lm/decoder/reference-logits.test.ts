import { expect, test } from 'vitest';
import { referenceModel, referenceNames } from '../../../tests/support/reference-model.ts';
import { jit, numpy as np } from '../jax.ts';
import { decoderLayer } from './decoder-layer.ts';
import { embed, nextTokenLogits } from './operations.ts';
import { layerParameters } from './parameters.ts';
import { causalPass } from './pass.ts';
import { rotaryFrequencies, rotaryPositions } from './rotary.ts';

test.each(referenceNames)('%s gives the logits of transformers after every token', async (name) => {
  const { config, parameters, texts } = await referenceModel(name);
  for (const { ids, logits } of texts) {
    const whole = jit((tokens: np.Array) => {
      let x = embed(parameters, tokens);
      const rotary = rotaryPositions(np.arange(ids.length), rotaryFrequencies(config));
      for (let layer = 0; layer < config.layers; layer += 1) {
        x = decoderLayer(layerParameters(parameters, layer), config, x, causalPass(1, ids.length, rotary));
      }
      return nextTokenLogits(parameters, config, x, np.arange(ids.length));
    });
    const computed = whole(np.array(ids, { dtype: np.int32 }));
    expect(computed.shape).toEqual([ids.length, config.vocabularySize]);
    const values = await computed.data();
    const gaps = logits.flat().map((expected, at) => Math.abs(expected - Number(values[at])));
    expect(Math.max(...gaps)).toBeLessThan(1e-3);
  }
});
