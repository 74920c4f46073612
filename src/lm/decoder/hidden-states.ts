import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { decoderLayer } from './decoder-layer.ts';
import { embeddingName } from './embedding-name.ts';
import type { Parameters } from './parameters.ts';
import type { View } from './view.ts';
import { weightOf } from './weight-of.ts';

/**
 * The decoder from token ids up to, and without, its last norm.
 *
 * @param ids batch · tokens, flat (an index of more axes could not be differentiated here); taken over
 * @param view taken over
 * @returns batch · tokens × hidden
 */
export function hiddenStates(
  parameters: Parameters,
  config: ModelConfig,
  ids: np.Array,
  view: View,
): np.Array {
  let x = np.take(weightOf(parameters, embeddingName), ids, 0);
  for (let layer = 0; layer < config.layers; layer += 1) {
    x = decoderLayer(parameters, config, layer, x, view);
  }
  view.visible.dispose();
  view.rotary.cosine.dispose();
  view.rotary.sine.dispose();
  return x;
}
