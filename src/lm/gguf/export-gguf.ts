import { basename, resolve } from 'node:path';
import { type ModelConfig, parameterShapes } from '../checkpoint/model-config.ts';
import { openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import type { Tensor } from '../checkpoint/read-tensors.ts';
import { ggufName, ggufOrder, ropeFactors } from './model-tensors.ts';
import { blockNumbers, type TensorType } from './tensor-types.ts';
import { ggufVocabulary } from './vocabulary.ts';
import { type GgufTensor, type GgufValue, writeGguf } from './write-gguf.ts';

const fileTypes = { F32: 0, F16: 1, Q8_0: 7 } as const satisfies Record<TensorType, number>;

/**
 * Writes a checkpoint's folder as one GGUF file, for llama.cpp, Ollama and others. One tensor at a time is in memory.
 *
 * @param type of the matrices. Vectors are always F32; a matrix whose rows are no multiple of 32 is F16 in place of Q8_0.
 * @returns the file's size in bytes
 * @throws CheckpointError where the folder is not a supported checkpoint, or its tokenizer cannot be exported
 *
 * @example
 * await exportGguf(builtinFolder('tiny'), 'tiny.gguf', 'F16');
 */
export async function exportGguf(folder: string, path: string, type: TensorType): Promise<number> {
  const checkpoint = await openCheckpoint(folder);
  const { config } = checkpoint;
  const metadata = new Map<string, GgufValue>([
    ...modelEntries(config, basename(resolve(folder)), type),
    ...ggufVocabulary(checkpoint),
  ]);
  const read = checkpoint.tensors();
  const tensors = [...parameterShapes(config)].map(
    ([name, shape]): GgufTensor => ({
      name: ggufName(name),
      shape,
      type: typeOf(shape, type),
      // Written in the order in which the checkpoint gives them.
      data: async () => ggufOrder(name, (await nextOf(read, name)).data, config),
    }),
  );
  try {
    return await writeGguf(path, metadata, [...tensors, ...ropeTensor(config)]);
  } finally {
    // Closes the files of the weights.
    await read.return(undefined);
  }
}

async function nextOf(tensors: AsyncGenerator<Tensor>, name: string): Promise<Tensor> {
  const { value } = await tensors.next();
  if (value?.name !== name) throw new Error(`the tensor ${name} does not come next`);
  return value;
}

function typeOf(shape: readonly number[], type: TensorType): TensorType {
  if (shape.length === 1) return 'F32';
  return type === 'Q8_0' && Number(shape.at(-1)) % blockNumbers !== 0 ? 'F16' : type;
}

function ropeTensor(config: ModelConfig): readonly GgufTensor[] {
  const { ropeScaling, headSize } = config;
  if (ropeScaling === null) return [];
  const data = async () => ropeFactors(config, ropeScaling);
  return [{ name: 'rope_freqs.weight', shape: [headSize / 2], type: 'F32', data }];
}

function modelEntries(config: ModelConfig, name: string, type: TensorType): [string, GgufValue][] {
  const own = (entry: string, value: number): [string, GgufValue] => [
    `${config.architecture}.${entry}`,
    { type: 'uint32', value },
  ];
  return [
    ['general.architecture', { type: 'text', value: config.architecture }],
    ['general.name', { type: 'text', value: name }],
    ['general.file_type', { type: 'uint32', value: fileTypes[type] }],
    ['general.quantization_version', { type: 'uint32', value: 2 }],
    own('context_length', config.maxPositions),
    own('embedding_length', config.hiddenSize),
    own('block_count', config.layers),
    own('feed_forward_length', config.intermediateSize),
    own('vocab_size', config.vocabularySize),
    own('attention.head_count', config.heads),
    own('attention.head_count_kv', config.keyValueHeads),
    own('attention.key_length', config.headSize),
    own('attention.value_length', config.headSize),
    own('rope.dimension_count', config.headSize),
    [`${config.architecture}.rope.freq_base`, { type: 'float32', value: config.ropeTheta }],
    [
      `${config.architecture}.attention.layer_norm_rms_epsilon`,
      { type: 'float32', value: config.normEpsilon },
    ],
  ];
}
