import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, isMissing, parseJson, readText } from './checkpoint-files.ts';
import { type ModelConfig, parameterShapes } from './model-config.ts';
import { openSafetensors, type SafetensorsFile } from './open-safetensors.ts';

/** A named array of numbers in row-major order. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

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
  throw new CheckpointError(`The tensor "${name}" has another shape than config.json specifies.`, {
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
  return new CheckpointError(
    `The tensor "${name}" does not belong to the model that config.json describes.`,
    {
      where: file.path,
      expected: 'only parameters of the model',
      found: `"${name}" of shape [${file.tensors.get(name)?.shape.join(', ')}]`,
      advice: 'The model may be of another kind, or an adapter. Choose a whole Llama or Qwen2 checkpoint.',
    },
  );
}

function twice(name: string, file: SafetensorsFile, other: SafetensorsFile): CheckpointError {
  return new CheckpointError(`Two files contain the tensor "${name}".`, {
    where: file.path,
    expected: 'each tensor once',
    found: `also in ${other.path}`,
    advice: 'Fetch the checkpoint again into an empty folder.',
  });
}

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens a checkpoint's weights: the single file, else all shards of the index. The caller closes them.
 * @throws CheckpointError where there are none, or a shard is missing or damaged.
 */
async function openWeights(folder: string): Promise<readonly SafetensorsFile[]> {
  const opened: SafetensorsFile[] = [];
  try {
    for (const path of await weightPaths(folder)) opened.push(await openSafetensors(path));
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
  return opened;
}

async function weightPaths(folder: string): Promise<readonly string[]> {
  const single = join(folder, fileNames.weights);
  if (existsSync(single)) return [single];
  const indexPath = join(folder, fileNames.weightsIndex);
  if (!existsSync(indexPath)) throw await noWeights(folder);
  const parsed = indexSchema.safeParse(parseJson(await readText(indexPath), indexPath));
  if (!parsed.success) throw badIndex(indexPath, z.prettifyError(parsed.error));
  const names = [...new Set(Object.values(parsed.data.weight_map))].sort();
  const outside = names.find((name) => name !== basename(name));
  if (outside !== undefined) throw badIndex(indexPath, `the file "${outside}"`);
  return names.map((name) => join(folder, name));
}

function badIndex(where: string, found: string): CheckpointError {
  return new CheckpointError('The index of the weights cannot be used.', {
    where,
    expected: 'a "weight_map" from tensors to files of the same folder',
    found,
    advice: 'Fetch the checkpoint again.',
  });
}

async function noWeights(folder: string): Promise<CheckpointError> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const pickled = names.find((name) => name.endsWith('.bin') || name.endsWith('.pth'));
  return new CheckpointError('The folder has no weights in safetensors.', {
    where: folder,
    expected: `${fileNames.weights} or ${fileNames.weightsIndex}`,
    found: pickled ?? (names.length === 0 ? 'an empty or missing folder' : names.sort().join(', ')),
    advice:
      pickled === undefined
        ? 'Name the folder that "hvsb model download" or "hvsb finetune" wrote.'
        : 'Convert the weights with transformers: save_pretrained writes safetensors.',
  });
}
