import type { ModelConfig, RopeScaling } from '../checkpoint/model-config.ts';

const outerNames: Readonly<Record<string, string>> = {
  'model.embed_tokens.weight': 'token_embd.weight',
  'model.norm.weight': 'output_norm.weight',
  'lm_head.weight': 'output.weight',
};

const layerNames: Readonly<Record<string, string>> = {
  input_layernorm: 'attn_norm',
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  post_attention_layernorm: 'ffn_norm',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/**
 * What llama.cpp calls a parameter.
 * @example ggufName('model.layers.3.self_attn.q_proj.weight'); // 'blk.3.attn_q.weight'
 */
export function ggufName(name: string): string {
  const outer = outerNames[name];
  if (outer !== undefined) return outer;
  const { layer, part, kind } =
    /^model\.layers\.(?<layer>\d+)\.(?<part>.+)\.(?<kind>weight|bias)$/.exec(name)?.groups ?? {};
  const own = layerNames[part ?? ''];
  if (own === undefined) throw new Error(`no name for the parameter ${name}`);
  return `blk.${layer}.${own}.${kind}`;
}

/**
 * A parameter's numbers as llama.cpp orders them. Its Llama turns neighbouring rows of query and key by the rotary angles, where
 * the Hugging Face hub has the two halves of a head, so their rows change places; its Qwen2 keeps the hub's order.
 * @param data rows × columns; a bias has one column
 */
export function ggufOrder(
  name: string,
  data: Float32Array<ArrayBuffer>,
  config: ModelConfig,
): Float32Array<ArrayBuffer> {
  if (config.architecture !== 'llama') return data;
  const [, projection] = /\.self_attn\.([qk])_proj\./.exec(name) ?? [];
  if (projection === undefined) return data;
  const { headSize } = config;
  const rows = headSize * (projection === 'q' ? config.heads : config.keyValueHeads);
  const columns = data.length / rows;
  const ordered = new Float32Array(data.length);
  for (let row = 0; row < rows; row += 1) {
    const within = row % headSize;
    const half = headSize / 2;
    const place = row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
    ordered.set(data.subarray(row * columns, (row + 1) * columns), place * columns);
  }
  return ordered;
}

/**
 * Factors by which llama.cpp divides the rotary frequencies of a model whose context was lengthened as in Llama 3.1; one for
 * each pair of a head.
 */
export function ropeFactors(
  { headSize, ropeTheta }: ModelConfig,
  { factor, lowFrequencyFactor, highFrequencyFactor, originalMaxPositions }: RopeScaling,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: headSize / 2 }, (_, pair) => {
    const waveLength = 2 * Math.PI * ropeTheta ** ((2 * pair) / headSize);
    if (waveLength < originalMaxPositions / highFrequencyFactor) return 1;
    if (waveLength > originalMaxPositions / lowFrequencyFactor) return factor;
    const share =
      (originalMaxPositions / waveLength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
    return 1 / ((1 - share) / factor + share);
  });
}
