import type { ModelConfig } from '../checkpoint/model-config.ts';
import { lax, nn, numpy as np } from '../jax.ts';
import { linear, rmsNorm } from './operations.ts';
import type { Parameters } from './parameters.ts';
import type { Pass } from './pass.ts';
import { rotate } from './rotary.ts';

/**
 * One layer of the Llama family's decoder: attention and a gated feed-forward network, each with a norm before it and
 * a residual connection around it (Touvron et al. 2023).
 *
 * @param own parameters by their names within the layer, see `layerParameters`
 * @param x batch · tokens × hidden; taken over
 * @param pass positions of the tokens, and what they attend to; borrowed
 * @returns as `x`
 */
export function decoderLayer(own: Parameters, config: ModelConfig, x: np.Array, pass: Pass): np.Array {
  const { normEpsilon } = config;
  const attended = selfAttention(own, config, rmsNorm(own, 'input_layernorm', x.ref, normEpsilon), pass);
  const between = x.add(attended);
  const normed = rmsNorm(own, 'post_attention_layernorm', between.ref, normEpsilon);
  return between.add(feedForward(own, normed));
}

function selfAttention(own: Parameters, config: ModelConfig, x: np.Array, pass: Pass): np.Array {
  const heads = (projection: string, count: number): np.Array =>
    linear(own, `self_attn.${projection}`, x.ref)
      .reshape([pass.batch, pass.tokens, count, config.headSize])
      .transpose([0, 2, 1, 3]);
  const query = rotate(heads('q_proj', config.heads), pass.rotary);
  const seen = pass.attended({
    key: rotate(heads('k_proj', config.keyValueHeads), pass.rotary),
    value: heads('v_proj', config.keyValueHeads),
  });
  x.dispose();
  return linear(own, 'self_attn.o_proj', attention(config, query, seen.key, seen.value, pass.visible));
}

/** SwiGLU (Shazeer 2020): `down(silu(gate x) · up x)`. */
function feedForward(own: Parameters, x: np.Array): np.Array {
  const gate = nn.silu(linear(own, 'mlp.gate_proj', x.ref));
  return linear(own, 'mlp.down_proj', gate.mul(linear(own, 'mlp.up_proj', x)));
}

/**
 * Softmax attention with grouped heads (Ainslie et al. 2023). What goes into a matrix product here comes out of an
 * element-wise operation in the order of its axes: the array library has slow kernels for products of rearranged arrays.
 *
 * @param query batch × heads × tokens × size
 * @param key batch × key/value heads × slots × size
 * @param value as `key`
 * @param visible true where a token attends to a slot; broadcasts to batch × 1 × 1 × tokens × slots; borrowed
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
