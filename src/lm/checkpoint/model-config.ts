/** The decoders that are supported: both are the Llama family's; Qwen2 adds a bias to query, key and value. */
export const architectures = ['llama', 'qwen2'] as const;
export type Architecture = (typeof architectures)[number];

/**
 * Rotary frequencies changed for longer contexts, as in Llama 3.1: wave lengths (in positions) above
 * `originalMaxPositions / lowFrequencyFactor` are multiplied by `factor`, those below
 * `originalMaxPositions / highFrequencyFactor` stay, those between are interpolated.
 */
export interface RopeScaling {
  readonly kind: 'llama3';
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  readonly originalMaxPositions: number;
}

/** The shape of a decoder-only language model: the content of its `config.json`. Sizes are counts of numbers. */
export interface ModelConfig {
  readonly architecture: Architecture;
  /** Rows of the embedding; token ids are below it. */
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  /** Query heads; a multiple of `keyValueHeads`. */
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Even, for the rotary positions. */
  readonly headSize: number;
  readonly maxPositions: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling | null;
  readonly normEpsilon: number;
  /** Whether the head is the embedding's own matrix. */
  readonly tiedEmbeddings: boolean;
  /** Whether query, key and value have a bias; so it is in Qwen2. */
  readonly attentionBias: boolean;
  /** Standard deviation of random weights. */
  readonly initializerRange: number;
  readonly bosTokenId: number | null;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | null;
}

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
