import type { ModelConfig } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { embeddingName, type Parameters, weightOf } from './parameters.ts';

/**
 * The embedding of each token.
 *
 * @param ids batch · tokens, flat; taken over
 * @returns batch · tokens × hidden
 */
export function embed(outer: Parameters, ids: np.Array): np.Array {
  return np.take(weightOf(outer, embeddingName), ids, 0);
}

/**
 * `x · Wᵀ + b` with the weight (and the bias, where there is one) of this name; plus the low-rank product
 * `x · Aᵀ · Bᵀ` if the parameters contain one (LoRA, Hu et al. 2021, with its scale included in B).
 *
 * @param x tokens × inputs; taken over
 * @returns tokens × outputs
 */
export function linear(parameters: Parameters, name: string, x: np.Array): np.Array {
  const {
    [`${name}.bias`]: bias,
    [`${name}.lora_A.weight`]: down,
    [`${name}.lora_B.weight`]: up,
  } = parameters;
  const weight = weightOf(parameters, `${name}.weight`);
  let y = np.matmul(x.ref, np.transpose(weight));
  if (down !== undefined && up !== undefined) {
    y = y.add(np.matmul(np.matmul(x.ref, np.transpose(down.ref)), np.transpose(up.ref)));
  }
  x.dispose();
  return bias === undefined ? y : y.add(bias.ref);
}

/**
 * `x / √(mean(x²) + ε) · w` over the last axis (Zhang and Sennrich 2019).
 *
 * @param x any shape; taken over
 */
export function rmsNorm(parameters: Parameters, name: string, x: np.Array, epsilon: number): np.Array {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  const scale = np.reciprocal(np.sqrt(meanSquare.add(epsilon)));
  return x.mul(scale).mul(weightOf(parameters, `${name}.weight`));
}

/**
 * Logits of the token after each of the chosen places. The last norm and the head, which is as large as the vocabulary,
 * are computed for these places only.
 *
 * @param hidden batch · tokens × hidden, output of the last layer; taken over
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
