import { z } from 'zod';

const size = z.int().positive();
const positive = z.number().positive();
const tokenId = z.int().nonnegative();
// Some older files write -1 where there is none.
const absentTokenId = z.int().transform((id) => (id < 0 ? null : id));

const ropeSchema = z.looseObject({
  // Both names are in use; older files say `type`.
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: positive.optional(),
  partial_rotary_factor: z.number().optional(),
  factor: positive.optional(),
  low_freq_factor: positive.optional(),
  high_freq_factor: positive.optional(),
  original_max_position_embeddings: size.optional(),
});

/** What of a `config.json` decides about the model, under the names of `transformers`; other keys are left alone. */
export const configSchema = z.looseObject({
  model_type: z.string(),
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  max_position_embeddings: size,
  hidden_act: z.string().default('silu'),
  rms_norm_eps: positive.default(1e-6),
  initializer_range: z.number().nonnegative().default(0.02),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  rope_theta: positive.nullish(),
  rope_scaling: ropeSchema.nullish(),
  // In place of the two above since transformers 5.
  rope_parameters: ropeSchema.nullish(),
  partial_rotary_factor: z.number().nullish(),
  use_sliding_window: z.boolean().nullish(),
  layer_types: z.array(z.string()).nullish(),
  quantization_config: z.unknown().optional(),
  bos_token_id: absentTokenId.nullish(),
  eos_token_id: z.union([absentTokenId, z.array(tokenId)]).nullish(),
  pad_token_id: absentTokenId.nullish(),
});

export type ConfigFile = z.infer<typeof configSchema>;
