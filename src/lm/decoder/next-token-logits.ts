import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { embeddingName } from './embedding-name.ts';
import type { Parameters } from './parameters.ts';
import { rmsNorm } from './rms-norm.ts';
import { weightOf } from './weight-of.ts';

/**
 * Logits of the token after each of the chosen places. The last norm and the head, which is as large as the vocabulary,
 * are computed there alone.
 *
 * @param hidden batch · tokens × hidden, what the last layer gives; taken over
 * @param places rows of `hidden`; taken over
 * @returns places × vocabulary
 */
export function nextTokenLogits(
  parameters: Parameters,
  config: ModelConfig,
  hidden: np.Array,
  places: np.Array,
): np.Array {
  const chosen = rmsNorm(parameters, 'model.norm', np.take(hidden, places, 0), config.normEpsilon);
  const head = weightOf(parameters, config.tiedEmbeddings ? embeddingName : 'lm_head.weight');
  return np.matmul(chosen, np.transpose(head));
}
