import { CheckpointError } from '../../errors/errors.ts';
import type { ModelConfig } from './model-config.ts';
import type { SafetensorsFile } from './open-safetensors.ts';
import { openWeights } from './open-weights.ts';
import { parameterShapes } from './parameter-shapes.ts';
import type { Tensor } from './tensor.ts';

/**
 * A checkpoint's parameters as F32 in the order of `parameterShapes`, from `model.safetensors` or the shards that
 * `model.safetensors.index.json` names. Names and shapes are checked before the first tensor; one tensor at a time is
 * in memory.
 * @throws CheckpointError where a file is missing or damaged, a tensor is missing, unexpected or of another shape.
 */
export async function* readTensors(folder: string, config: ModelConfig): AsyncGenerator<Tensor> {
  const files = await openWeights(folder);
  try {
    const fileOf = filesByTensor(files);
    const shapes = parameterShapes(config);
    for (const [name, shape] of shapes) checkShape(fileOf.get(name), name, shape, folder);
    for (const [name, file] of fileOf) {
      if (!shapes.has(name) && !isRedundant(name, config)) throw unexpected(name, file);
    }
    for (const [name, shape] of shapes) {
      const file = fileOf.get(name);
      if (file !== undefined) yield { name, shape, data: await file.read(name) };
    }
  } finally {
    for (const file of files) await file.close();
  }
}

function filesByTensor(files: readonly SafetensorsFile[]): ReadonlyMap<string, SafetensorsFile> {
  const fileOf = new Map<string, SafetensorsFile>();
  for (const file of files) {
    for (const name of file.tensors.keys()) {
      const other = fileOf.get(name);
      if (other !== undefined) throw twice(name, file, other);
      fileOf.set(name, file);
    }
  }
  return fileOf;
}

function checkShape(
  file: SafetensorsFile | undefined,
  name: string,
  shape: readonly number[],
  folder: string,
): void {
  const expected = `[${shape.join(', ')}]`;
  const found = file?.tensors.get(name);
  const advice = 'Check that config.json belongs to these weights; else fetch or write the checkpoint again.';
  if (file === undefined || found === undefined) {
    const details = { where: folder, expected: `a tensor of shape ${expected}`, found: 'none', advice };
    throw new CheckpointError(`The tensor "${name}" is missing.`, details);
  }
  if (found.shape.length === shape.length && found.shape.every((length, axis) => length === shape[axis]))
    return;
  throw new CheckpointError(`The tensor "${name}" has another shape than config.json says.`, {
    where: file.path,
    expected,
    found: `[${found.shape.join(', ')}]`,
    advice,
  });
}

/** What older programs also stored: it follows from the other parameters or from the configuration. */
function isRedundant(name: string, config: ModelConfig): boolean {
  if (name === 'lm_head.weight') return config.tiedEmbeddings;
  return name.endsWith('.rotary_emb.inv_freq');
}

function unexpected(name: string, file: SafetensorsFile): CheckpointError {
  return new CheckpointError(`The tensor "${name}" has no place in the model that config.json describes.`, {
    where: file.path,
    expected: 'only parameters of the model',
    found: `"${name}" of shape [${file.tensors.get(name)?.shape.join(', ')}]`,
    advice: 'The model may be of another kind, or an adapter. Choose a whole Llama or Qwen2 checkpoint.',
  });
}

function twice(name: string, file: SafetensorsFile, other: SafetensorsFile): CheckpointError {
  return new CheckpointError(`The tensor "${name}" stands in two files.`, {
    where: file.path,
    expected: 'each tensor once',
    found: `also in ${other.path}`,
    advice: 'Fetch the checkpoint again into an empty folder.',
  });
}
