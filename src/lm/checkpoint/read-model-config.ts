import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, parseJson, readText } from './checkpoint-files.ts';
import { type Architecture, architectures, type ModelConfig, type RopeScaling } from './model-config.ts';

const size = z.int().positive();
const positive = z.number().positive();
const tokenId = z.int().nonnegative();
// Some older files write -1 for none.
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
const configSchema = z.looseObject({
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

type ConfigFile = z.infer<typeof configSchema>;

/**
 * The content of a `config.json` as a model's shape. `where` is the file that errors name.
 * @throws CheckpointError for another architecture, and for what the decoder here does not have: other rotary scaling
 * than Llama 3's, a sliding window, a bias elsewhere than in Qwen2's attention, another activation, quantised weights.
 */
export function parseModelConfig(value: unknown, where: string): ModelConfig {
  const architecture = architectureOf(value, where);
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw badSetting(parsed.error, where);
  const file = parsed.data;
  refuseOtherParts(file, architecture, where);
  const { ropeTheta, ropeScaling } = rotary(file, where);
  const config: ModelConfig = {
    architecture,
    vocabularySize: file.vocab_size,
    hiddenSize: file.hidden_size,
    intermediateSize: file.intermediate_size,
    layers: file.num_hidden_layers,
    heads: file.num_attention_heads,
    keyValueHeads: file.num_key_value_heads ?? file.num_attention_heads,
    headSize: file.head_dim ?? file.hidden_size / file.num_attention_heads,
    maxPositions: file.max_position_embeddings,
    ropeTheta,
    ropeScaling,
    normEpsilon: file.rms_norm_eps,
    tiedEmbeddings: file.tie_word_embeddings,
    attentionBias: architecture === 'qwen2',
    initializerRange: file.initializer_range,
    bosTokenId: file.bos_token_id ?? null,
    eosTokenIds: oneOrMany(file.eos_token_id),
    padTokenId: file.pad_token_id ?? null,
  };
  refuseOddSizes(config, where);
  return config;
}

function architectureOf(value: unknown, where: string): Architecture {
  const found: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'model_type') : null;
  const known = architectures.find((each) => each === found);
  if (known !== undefined) return known;
  throw new CheckpointError('The model has an architecture that is not supported.', {
    where,
    expected: `"model_type" ${architectures.map((each) => `"${each}"`).join(' or ')}`,
    found: JSON.stringify(found) ?? 'none',
    advice: 'Choose a checkpoint of the Llama family (Llama, SmolLM, SmolLM2) or of Qwen2.',
  });
}

function badSetting(error: z.ZodError, where: string): CheckpointError {
  const issue = error.issues[0];
  return new CheckpointError(`The setting "${issue?.path.join('.') ?? ''}" cannot be used.`, {
    where,
    found: issue?.message ?? error.message,
    advice: 'Fetch the file again, or correct the setting.',
  });
}

function refuseOtherParts(file: ConfigFile, architecture: Architecture, where: string): void {
  const refuse = (name: string, expected: string, found: unknown) => {
    throw new CheckpointError(`The model has a part that is not supported: "${name}".`, {
      where,
      expected,
      found: JSON.stringify(found),
      advice: 'Choose another checkpoint of the family, or run this one on a server.',
    });
  };
  if (file.hidden_act !== 'silu') refuse('hidden_act', '"silu"', file.hidden_act);
  if (file.mlp_bias) refuse('mlp_bias', 'false', true);
  // Llama's `attention_bias` puts one on the output projection too.
  if (architecture === 'llama' && file.attention_bias) refuse('attention_bias', 'false', true);
  if (file.use_sliding_window) refuse('use_sliding_window', 'false', true);
  const otherLayer = file.layer_types?.find((each) => each !== 'full_attention');
  if (otherLayer !== undefined) refuse('layer_types', '"full_attention" for every layer', otherLayer);
  if (file.quantization_config != null) {
    refuse('quantization_config', 'weights in F32, F16 or BF16', file.quantization_config);
  }
}

interface Rotary {
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling | null;
}

function rotary(file: ConfigFile, where: string): Rotary {
  const name = file.rope_parameters == null ? 'rope_scaling' : 'rope_parameters';
  const scaling = file.rope_parameters ?? file.rope_scaling ?? {};
  const ropeTheta = scaling.rope_theta ?? file.rope_theta ?? 10_000;
  const refuse = (setting: string, expected: string, found: unknown) => {
    return new CheckpointError(`The model's rotary positions are not supported: "${setting}".`, {
      where,
      expected,
      found: JSON.stringify(found) ?? 'none',
      advice: 'Choose another checkpoint of the family, or run this one on a server.',
    });
  };
  const turned = scaling.partial_rotary_factor ?? file.partial_rotary_factor ?? 1;
  if (turned !== 1) throw refuse('partial_rotary_factor', '1', turned);
  const kind = scaling.rope_type ?? scaling.type ?? 'default';
  if (kind === 'default') return { ropeTheta, ropeScaling: null };
  if (kind !== 'llama3') throw refuse(`${name}.rope_type`, '"default" or "llama3"', kind);
  const need = (key: 'factor' | 'low_freq_factor' | 'high_freq_factor') => {
    const number = scaling[key];
    if (number === undefined) throw refuse(`${name}.${key}`, 'a number', number);
    return number;
  };
  return {
    ropeTheta,
    ropeScaling: {
      kind,
      factor: need('factor'),
      lowFrequencyFactor: need('low_freq_factor'),
      highFrequencyFactor: need('high_freq_factor'),
      originalMaxPositions: scaling.original_max_position_embeddings ?? file.max_position_embeddings,
    },
  };
}

function refuseOddSizes(config: ModelConfig, where: string): void {
  const { hiddenSize, heads, keyValueHeads, headSize, vocabularySize } = config;
  const refuse = (problem: string, expected: string, found: unknown) => {
    const advice = 'Fetch the file again, or correct the setting.';
    throw new CheckpointError(problem, { where, expected, found: String(found), advice });
  };
  if (headSize % 2 !== 0) {
    const expected = `an even whole number (hidden_size ${hiddenSize}, num_attention_heads ${heads})`;
    refuse('The size of an attention head cannot be used.', expected, headSize);
  }
  if (heads % keyValueHeads !== 0) {
    const expected = `a divisor of num_attention_heads ${heads}`;
    refuse('The setting "num_key_value_heads" cannot be used.', expected, keyValueHeads);
  }
  const named = { bos_token_id: config.bosTokenId, pad_token_id: config.padTokenId };
  const ids = [...Object.entries(named), ...config.eosTokenIds.map((id) => ['eos_token_id', id] as const)];
  for (const [name, id] of ids) {
    if (id === null || id < vocabularySize) continue;
    refuse(`The setting "${name}" cannot be used.`, `a token id below vocab_size ${vocabularySize}`, id);
  }
}

/**
 * Reads `config.json` of a Llama-, Qwen2- or SmolLM-type checkpoint.
 * @throws CheckpointError as `parseModelConfig` does, and where the file is missing or no JSON.
 */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  const path = join(folder, fileNames.config);
  return parseModelConfig(parseJson(await readText(path), path), path);
}

/** A setting that is a single id, a list or absent, as a list. */
export function oneOrMany(ids: number | readonly number[] | null | undefined): readonly number[] {
  if (ids == null) return [];
  return typeof ids === 'number' ? [ids] : ids;
}
