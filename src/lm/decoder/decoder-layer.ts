import type { ModelConfig } from '../checkpoint/model-config.ts';
import { nn, type numpy as np } from '../jax.ts';
import { attention } from './attention.ts';
import { linear } from './linear.ts';
import type { Parameters } from './parameters.ts';
import { rmsNorm } from './rms-norm.ts';
import { rotate } from './rotate.ts';
import type { View } from './view.ts';

/**
 * One layer of the Llama family's decoder: attention and a gated feed-forward network, each behind a norm and beside a
 * residual stream (Touvron et al. 2023).
 *
 * @param own parameters by their names within the layer, see `layerParameters`
 * @param x batch · tokens × hidden; taken over
 * @param view where the tokens stand and what they see; borrowed
 * @returns as `x`
 */
export function decoderLayer(own: Parameters, config: ModelConfig, x: np.Array, view: View): np.Array {
  const { normEpsilon } = config;
  const attended = selfAttention(own, config, rmsNorm(own, 'input_layernorm', x.ref, normEpsilon), view);
  const between = x.add(attended);
  const normed = rmsNorm(own, 'post_attention_layernorm', between.ref, normEpsilon);
  return between.add(feedForward(own, normed));
}

function selfAttention(own: Parameters, config: ModelConfig, x: np.Array, view: View): np.Array {
  const heads = (projection: string, count: number): np.Array =>
    linear(own, `self_attn.${projection}`, x.ref)
      .reshape([view.batch, view.tokens, count, config.headSize])
      .transpose([0, 2, 1, 3]);
  const query = rotate(heads('q_proj', config.heads), view.rotary);
  const seen = view.remember({
    key: rotate(heads('k_proj', config.keyValueHeads), view.rotary),
    value: heads('v_proj', config.keyValueHeads),
  });
  x.dispose();
  return linear(own, 'self_attn.o_proj', attention(config, query, seen.key, seen.value, view.visible));
}

/** SwiGLU (Shazeer 2020): `down(silu(gate x) · up x)`. */
function feedForward(own: Parameters, x: np.Array): np.Array {
  const gate = nn.silu(linear(own, 'mlp.gate_proj', x.ref));
  return linear(own, 'mlp.down_proj', gate.mul(linear(own, 'mlp.up_proj', x)));
}
