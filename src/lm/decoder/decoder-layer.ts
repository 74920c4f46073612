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
 * @param x batch · tokens × hidden; taken over
 * @param view where the tokens stand and what they see; borrowed
 */
export function decoderLayer(
  parameters: Parameters,
  config: ModelConfig,
  layer: number,
  x: np.Array,
  view: View,
): np.Array {
  const name = `model.layers.${layer}`;
  const attended = selfAttention(
    parameters,
    config,
    layer,
    rmsNorm(parameters, `${name}.input_layernorm`, x.ref, config.normEpsilon),
    view,
  );
  const between = x.add(attended);
  const normed = rmsNorm(parameters, `${name}.post_attention_layernorm`, between.ref, config.normEpsilon);
  return between.add(feedForward(parameters, `${name}.mlp`, normed));
}

function selfAttention(
  parameters: Parameters,
  config: ModelConfig,
  layer: number,
  x: np.Array,
  view: View,
): np.Array {
  const name = `model.layers.${layer}.self_attn`;
  const heads = (projection: string, count: number): np.Array =>
    linear(parameters, `${name}.${projection}`, x.ref).reshape([
      view.batch,
      view.tokens,
      count,
      config.headSize,
    ]);
  const query = rotate(heads('q_proj', config.heads), view.rotary);
  const seen = view.remember(layer, {
    key: rotate(heads('k_proj', config.keyValueHeads), view.rotary),
    value: heads('v_proj', config.keyValueHeads),
  });
  x.dispose();
  const mixed = attention(config, query, seen.key, seen.value, view.visible);
  return linear(parameters, `${name}.o_proj`, mixed);
}

/** SwiGLU (Shazeer 2020): `down(silu(gate x) · up x)`. */
function feedForward(parameters: Parameters, name: string, x: np.Array): np.Array {
  const gate = nn.silu(linear(parameters, `${name}.gate_proj`, x.ref));
  return linear(parameters, `${name}.down_proj`, gate.mul(linear(parameters, `${name}.up_proj`, x)));
}
