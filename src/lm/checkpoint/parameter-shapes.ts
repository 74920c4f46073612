import type { ModelConfig } from './model-config.ts';

/**
 * Names and shapes of a model's parameters in a fixed order, as the Hugging Face hub names them. A matrix is
 * `[outputs, inputs]`, so that y = x Wᵀ + b.
 */
export function parameterShapes(config: ModelConfig): ReadonlyMap<string, readonly number[]> {
  const { vocabularySize, hiddenSize, layers, tiedEmbeddings } = config;
  const shapes = new Map<string, readonly number[]>();
  shapes.set('model.embed_tokens.weight', [vocabularySize, hiddenSize]);
  for (let layer = 0; layer < layers; layer += 1) {
    for (const [name, shape] of layerShapes(config)) shapes.set(`model.layers.${layer}.${name}`, shape);
  }
  shapes.set('model.norm.weight', [hiddenSize]);
  if (!tiedEmbeddings) shapes.set('lm_head.weight', [vocabularySize, hiddenSize]);
  return shapes;
}

function layerShapes(config: ModelConfig): readonly (readonly [string, readonly number[]])[] {
  const { hiddenSize, intermediateSize, heads, keyValueHeads, headSize, attentionBias } = config;
  const projections = { q_proj: heads * headSize, k_proj: keyValueHeads * headSize };
  const attention = Object.entries({ ...projections, v_proj: projections.k_proj });
  return [
    ['input_layernorm.weight', [hiddenSize]],
    ...attention.flatMap(([name, outputs]): [string, number[]][] => [
      [`self_attn.${name}.weight`, [outputs, hiddenSize]],
      ...(attentionBias ? [[`self_attn.${name}.bias`, [outputs]] as [string, number[]]] : []),
    ]),
    ['self_attn.o_proj.weight', [hiddenSize, heads * headSize]],
    ['post_attention_layernorm.weight', [hiddenSize]],
    ['mlp.gate_proj.weight', [intermediateSize, hiddenSize]],
    ['mlp.up_proj.weight', [intermediateSize, hiddenSize]],
    ['mlp.down_proj.weight', [hiddenSize, intermediateSize]],
  ];
}
