import type { ModelConfig } from './model-config.ts';
import { oneOrList } from './one-or-list.ts';

const classNames = { llama: 'LlamaForCausalLM', qwen2: 'Qwen2ForCausalLM' } as const;
const typeNames = { F16: 'float16', F32: 'float32' } as const;

/** The content of `config.json`, under names that `transformers` 4 and 5 read alike. */
export function configJson(config: ModelConfig, type: 'F16' | 'F32'): Readonly<Record<string, unknown>> {
  return {
    architectures: [classNames[config.architecture]],
    model_type: config.architecture,
    torch_dtype: typeNames[type],
    vocab_size: config.vocabularySize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    max_position_embeddings: config.maxPositions,
    hidden_act: 'silu',
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.ropeTheta,
    rope_scaling: ropeScalingJson(config),
    initializer_range: config.initializerRange,
    tie_word_embeddings: config.tiedEmbeddings,
    bos_token_id: config.bosTokenId,
    eos_token_id: oneOrList(config.eosTokenIds),
    pad_token_id: config.padTokenId,
  };
}

function ropeScalingJson({ ropeScaling }: ModelConfig): Readonly<Record<string, unknown>> | null {
  if (ropeScaling === null) return null;
  return {
    rope_type: ropeScaling.kind,
    factor: ropeScaling.factor,
    low_freq_factor: ropeScaling.lowFrequencyFactor,
    high_freq_factor: ropeScaling.highFrequencyFactor,
    original_max_position_embeddings: ropeScaling.originalMaxPositions,
  };
}
