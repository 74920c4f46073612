import type { ModelConfig } from '../checkpoint/model-config.ts';
import { lax, numpy as np } from '../jax.ts';

/**
 * Softmax attention with grouped heads (Ainslie et al. 2023).
 *
 * @param query batch × tokens × heads × size
 * @param key batch × slots × key/value heads × size
 * @param value as `key`
 * @param visible true where a token may look at a slot; broadcasts to batch × 1 × 1 × tokens × slots; borrowed
 * @returns batch · tokens × heads · size
 */
export function attention(
  config: ModelConfig,
  query: np.Array,
  key: np.Array,
  value: np.Array,
  visible: np.Array,
): np.Array {
  const { keyValueHeads: groups, headSize } = config;
  const [batch = 0, tokens = 0, heads = 0] = query.shape;
  const slots = Number(key.shape[1]);
  const shared = heads / groups;
  // One matrix product a group: the group's heads are rows of it. A product that has to find its rows through an array
  // that is transposed and joined is ten times as slow. So numbers are computed on between the two, which puts them in
  // order: the query is scaled there, and what the heads found is divided by the sum of its weights.
  const rows = query
    .reshape([batch, tokens, groups, shared, headSize])
    .transpose([0, 2, 3, 1, 4])
    .mul(headSize ** -0.5)
    .reshape([batch, groups, shared * tokens, headSize]);
  const scores = np.matmul(rows, key.transpose([0, 2, 3, 1])).reshape([batch, groups, shared, tokens, slots]);
  const seen = np.where(visible.ref, scores, -1e30);
  const highest = lax.stopGradient(np.max(seen.ref, -1, { keepdims: true }));
  const weights = np.exp(seen.sub(highest));
  const sums = weights.ref.sum(-1, { keepdims: true });
  return np
    .matmul(weights.reshape([batch, groups, shared * tokens, slots]), value.transpose([0, 2, 1, 3]))
    .reshape([batch, groups, shared, tokens, headSize])
    .transpose([0, 3, 1, 2, 4])
    .div(sums.transpose([0, 3, 1, 2, 4]))
    .reshape([batch * tokens, heads * headSize]);
}
