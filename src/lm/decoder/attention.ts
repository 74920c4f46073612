import type { ModelConfig } from '../checkpoint/model-config.ts';
import { lax, numpy as np } from '../jax.ts';

/**
 * Softmax attention with grouped heads (Ainslie et al. 2023). What goes into a matrix product here comes out of an
 * element-wise operation in the order of its axes: the array library has slow kernels for products of rearranged arrays.
 *
 * @param query batch × heads × tokens × size
 * @param key batch × key/value heads × slots × size
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
  const [batch = 0, heads = 0, tokens = 0] = query.shape;
  const slots = Number(key.shape[2]);
  const shared = heads / groups;
  // One matrix product a group: the group's heads are rows of it.
  const rows = query.mul(headSize ** -0.5).reshape([batch, groups, shared * tokens, headSize]);
  const scores = np.matmul(rows, key.transpose([0, 1, 3, 2])).reshape([batch, groups, shared, tokens, slots]);
  const seen = np.where(visible.ref, scores, -1e30);
  const highest = lax.stopGradient(np.max(seen.ref, -1, { keepdims: true }));
  const weights = np.exp(seen.sub(highest));
  const sums = weights.ref.sum(-1, { keepdims: true });
  const mixed = np.matmul(weights.reshape([batch, groups, shared * tokens, slots]), value);
  const byToken = (array: np.Array, size: number): np.Array =>
    array.reshape([batch, heads, tokens, size]).transpose([0, 2, 1, 3]);
  return byToken(mixed, headSize)
    .div(byToken(sums, 1))
    .reshape([batch * tokens, heads * headSize]);
}
