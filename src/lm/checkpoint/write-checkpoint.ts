import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { fileNames, replaceWhole } from './checkpoint-files.ts';
import type { GenerationSettings } from './generation-settings.ts';
import type { ModelConfig } from './model-config.ts';
import { type TensorToWrite, writeSafetensors } from './write-safetensors.ts';

export interface CheckpointToWrite {
  readonly config: ModelConfig;
  readonly generation: GenerationSettings;
  readonly tokenizerFiles: TokenizerFiles;
  /** Every parameter that `parameterShapes` names. */
  readonly tensors: Iterable<TensorToWrite>;
  readonly type: 'F16' | 'F32';
}

/**
 * Writes a checkpoint's folder as on the Hugging Face hub, so that `transformers` loads it unchanged. Each file is
 * written whole or not at all, the weights last. Other files of the folder stay.
 * @throws CheckpointError as `writeSafetensors` does.
 *
 * @example
 * // A copy with half the digits.
 * const { config, generation, tokenizerFiles, tensors } = await openCheckpoint('my-model');
 * const copies = (await Array.fromAsync(tensors())).map(({ data, ...tensor }) => ({ ...tensor, data: () => data }));
 * await writeCheckpoint('my-model-f16', { config, generation, tokenizerFiles, tensors: copies, type: 'F16' });
 */
export async function writeCheckpoint(folder: string, checkpoint: CheckpointToWrite): Promise<void> {
  const { config, generation, tokenizerFiles, tensors, type } = checkpoint;
  await mkdir(folder, { recursive: true });
  await writeText(join(folder, fileNames.config), jsonText(configJson(config, type)));
  await writeText(join(folder, fileNames.generation), jsonText(generationJson(generation)));
  await writeText(join(folder, fileNames.tokenizer), tokenizerFiles.tokenizerJson);
  await writeText(join(folder, fileNames.tokenizerConfig), tokenizerFiles.tokenizerConfigJson);
  const templatePath = join(folder, fileNames.chatTemplate);
  if (tokenizerFiles.chatTemplate === null) await rm(templatePath, { force: true });
  else await writeText(templatePath, tokenizerFiles.chatTemplate);
  await writeSafetensors(join(folder, fileNames.weights), tensors, { type });
}

function writeText(path: string, text: string): Promise<void> {
  return replaceWhole(path, (handle) => handle.writeFile(text));
}

function jsonText(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

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

/** The content of `generation_config.json`, without the settings that are null. */
function generationJson(settings: GenerationSettings): Readonly<Record<string, unknown>> {
  const named = {
    bos_token_id: settings.bosTokenId,
    eos_token_id: oneOrList(settings.eosTokenIds),
    pad_token_id: settings.padTokenId,
    do_sample: settings.sample,
    temperature: settings.temperature,
    top_p: settings.topP,
    top_k: settings.topK,
    repetition_penalty: settings.repetitionPenalty,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}

/** Token ids as the hub's files have them: none, one, or a list. */
function oneOrList(ids: readonly number[]): number | readonly number[] | null {
  return ids.length > 1 ? ids : (ids[0] ?? null);
}
