import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../errors/errors.ts';
import type { ModelConfig } from './model-config.ts';
import { parseModelConfig } from './read-model-config.ts';
import { configJson } from './write-checkpoint.ts';

const llama = {
  model_type: 'llama',
  vocab_size: 100,
  hidden_size: 24,
  intermediate_size: 64,
  num_hidden_layers: 3,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
  rope_theta: 5000,
  tie_word_embeddings: true,
  bos_token_id: 1,
  eos_token_id: 2,
};
const llama3 = {
  rope_type: 'llama3',
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 64,
};

const parse = (changes: object) => parseModelConfig({ ...llama, ...changes }, 'm/config.json');

function refusal(changes: object): CheckpointError {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('The configuration was taken.');
}

describe('parsing', () => {
  test('a Llama configuration gives the shape of the model', () => {
    expect(parse({})).toEqual({
      architecture: 'llama',
      vocabularySize: 100,
      hiddenSize: 24,
      intermediateSize: 64,
      layers: 3,
      heads: 6,
      keyValueHeads: 2,
      headSize: 4,
      maxPositions: 256,
      ropeTheta: 5000,
      ropeScaling: null,
      normEpsilon: 1e-5,
      tiedEmbeddings: true,
      attentionBias: false,
      initializerRange: 0.02,
      bosTokenId: 1,
      eosTokenIds: [2],
      padTokenId: null,
    } satisfies ModelConfig);
  });

  test('Qwen2 has a bias in its attention, and an unused sliding window is ignored', () => {
    const config = parse({ model_type: 'qwen2', sliding_window: 32768, use_sliding_window: false });
    expect(config.attentionBias).toBe(true);
  });

  test('the names of transformers 5 and of older versions mean the same', () => {
    const { rope_theta, ...rest } = llama;
    const newer = { ...rest, rope_parameters: { ...llama3, rope_theta } };
    expect(parseModelConfig(newer, '')).toEqual(parse({ rope_scaling: llama3 }));
    expect(parse({ rope_scaling: { ...llama3, rope_type: undefined, type: 'llama3' } }).ropeScaling).toEqual({
      kind: 'llama3',
      factor: 8,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalMaxPositions: 64,
    });
  });

  test('missing settings get the defaults of the format: heads without groups, the size of a head', () => {
    const config = parse({
      num_key_value_heads: undefined,
      rope_theta: undefined,
      tie_word_embeddings: undefined,
    });
    expect(config).toMatchObject({ keyValueHeads: 6, ropeTheta: 10_000, tiedEmbeddings: false });
    expect(parse({ head_dim: 8 }).headSize).toBe(8);
  });

  test('several end tokens stay; -1 is no padding token', () => {
    expect(parse({ eos_token_id: [2, 5], pad_token_id: -1 })).toMatchObject({
      eosTokenIds: [2, 5],
      padTokenId: null,
    });
  });

  test('a written configuration reads back unchanged', () => {
    for (const changes of [
      {},
      { model_type: 'qwen2', eos_token_id: [2, 5] },
      { rope_scaling: llama3, head_dim: 10 },
    ]) {
      const config = parse(changes);
      expect(parseModelConfig(configJson(config, 'F16'), '')).toEqual(config);
    }
  });
});

describe('rejects', () => {
  test('another architecture, with its name and the supported ones', () => {
    const error = refusal({ model_type: 'mamba' });
    expect(error.describe()).toContain('m/config.json: The model has an architecture that is not supported.');
    expect(error.expected).toBe('"model_type" "llama" or "qwen2"');
    expect(error.found).toBe('"mamba"');
    expect(error.advice).toContain('Llama');
    expect(() => parseModelConfig([], '')).toThrow(CheckpointError);
  });

  test.each([
    ['hidden_act', { hidden_act: 'gelu' }],
    ['mlp_bias', { mlp_bias: true }],
    ['attention_bias', { attention_bias: true }],
    ['use_sliding_window', { use_sliding_window: true }],
    ['layer_types', { layer_types: ['full_attention', 'sliding_attention'] }],
    ['quantization_config', { quantization_config: { quant_method: 'gptq' } }],
    ['rope_scaling.rope_type', { rope_scaling: { rope_type: 'yarn', factor: 4 } }],
    ['rope_scaling.high_freq_factor', { rope_scaling: { ...llama3, high_freq_factor: undefined } }],
    ['partial_rotary_factor', { partial_rotary_factor: 0.5 }],
    ['num_hidden_layers', { num_hidden_layers: 2.5 }],
    ['vocab_size', { vocab_size: undefined }],
    ['num_key_value_heads', { num_key_value_heads: 4 }],
    ['eos_token_id', { eos_token_id: [2, 100] }],
  ])('%s, by name', (name, changes) => {
    const error = refusal(changes);
    expect(error.message).toContain(`"${name}"`);
    expect(error.where).toBe('m/config.json');
    expect(error.found).toBeDefined();
  });

  test('a head that rotary positions cannot halve', () => {
    expect(refusal({ head_dim: 5 }).found).toBe('5');
    expect(refusal({ num_attention_heads: 5, num_key_value_heads: 5 }).found).toBe('4.8');
  });
});
