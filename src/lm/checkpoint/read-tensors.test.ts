import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CheckpointError } from '../../errors/errors.ts';
import { type ModelConfig, parameterShapes } from './model-config.ts';
import { readModelConfig } from './read-model-config.ts';
import { readTensors, type Tensor } from './read-tensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const checkpoints = fileURLToPath(new URL('../../../tests/data/checkpoints', import.meta.url));

let folder: string;
let config: ModelConfig;
let tensors: readonly Tensor[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-checkpoint-'));
  const source = join(checkpoints, 'qwen2-untied');
  config = await readModelConfig(source);
  tensors = await Array.fromAsync(readTensors(source, config));
});

afterEach(() => rm(folder, { recursive: true }));

const writable = (some: readonly Tensor[]) =>
  some.map(({ data, ...rest }) => ({ ...rest, data: () => data }));

async function write(some: readonly Tensor[], name = 'model.safetensors'): Promise<void> {
  await writeSafetensors(join(folder, name), writable(some), { type: 'F32' });
}

async function refusal(): Promise<CheckpointError> {
  try {
    await readTensors(folder, config).next();
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('The weights were taken.');
}

test('tensors come in the order of parameterShapes, whatever the order of the file', async () => {
  await write(tensors.toReversed());
  const read = await Array.fromAsync(readTensors(folder, config));
  expect(read.map(({ name }) => name)).toEqual([...parameterShapes(config).keys()]);
  expect(read).toEqual(tensors);
});

test('names and shapes are those of transformers', () => {
  const shapes = parameterShapes(config);
  expect(shapes.get('model.embed_tokens.weight')).toEqual([64, 32]);
  // 4 query heads and 2 key/value heads of 8 numbers.
  expect(shapes.get('model.layers.2.self_attn.q_proj.weight')).toEqual([32, 32]);
  expect(shapes.get('model.layers.2.self_attn.k_proj.weight')).toEqual([16, 32]);
  expect(shapes.get('model.layers.2.self_attn.v_proj.bias')).toEqual([16]);
  expect(shapes.get('model.layers.0.mlp.down_proj.weight')).toEqual([32, 48]);
  expect(shapes.get('lm_head.weight')).toEqual([64, 32]);
  // Embedding, norm, head; for each of 3 layers: 2 norms, 4 matrices with 3 biases, 3 matrices.
  expect(shapes.size).toBe(3 + 3 * (2 + 4 + 3 + 3));
  expect(parameterShapes({ ...config, tiedEmbeddings: true }).has('lm_head.weight')).toBe(false);
});

test('shards of an index are read like one file', async () => {
  const weight_map: Record<string, string> = {};
  for (const [part, name] of [
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
  ].entries()) {
    const some = tensors.filter((_, i) => i % 2 === part);
    await write(some, name);
    for (const tensor of some) weight_map[tensor.name] = name;
  }
  const index = join(folder, 'model.safetensors.index.json');
  await writeFile(index, JSON.stringify({ metadata: {}, weight_map }));
  expect(await Array.fromAsync(readTensors(folder, config))).toEqual(tensors);
  await rm(join(folder, 'model-00002-of-00002.safetensors'));
  expect((await refusal()).message).toBe('The folder has no model-00002-of-00002.safetensors.');
  await writeFile(index, JSON.stringify({ weight_map: { a: '../elsewhere.safetensors' } }));
  expect((await refusal()).found).toBe('the file "../elsewhere.safetensors"');
});

test('a missing tensor is named with its shape', async () => {
  await write(tensors.filter(({ name }) => name !== 'model.layers.1.mlp.up_proj.weight'));
  const error = await refusal();
  expect(error.message).toBe('The tensor "model.layers.1.mlp.up_proj.weight" is missing.');
  expect(error.expected).toBe('a tensor of shape [48, 32]');
});

test('a wrong shape is shown with the right one', async () => {
  await write(tensors.map((each) => (each.name === 'lm_head.weight' ? { ...each, shape: [32, 64] } : each)));
  const error = await refusal();
  expect(error.message).toContain('"lm_head.weight"');
  expect(error.expected).toBe('[64, 32]');
  expect(error.found).toBe('[32, 64]');
  expect(error.where).toBe(join(folder, 'model.safetensors'));
});

test('a tensor that does not belong to the model is rejected; a redundant one is not', async () => {
  const extra = (name: string) => ({ name, shape: [1], data: Float32Array.of(0) });
  await write([...tensors, extra('model.layers.0.self_attn.rotary_emb.inv_freq')]);
  expect(await Array.fromAsync(readTensors(folder, config))).toHaveLength(tensors.length);
  await write([...tensors, extra('model.layers.0.self_attn.q_proj.lora_A.weight')]);
  expect((await refusal()).message).toContain(
    '"model.layers.0.self_attn.q_proj.lora_A.weight" does not belong to the model',
  );
  config = { ...config, tiedEmbeddings: true };
  await write(tensors);
  expect(await Array.fromAsync(readTensors(folder, config))).toHaveLength(tensors.length - 1);
});

test('a folder with pickled weights or none gives an error with advice', async () => {
  expect((await refusal()).message).toBe('The folder has no weights in safetensors.');
  await writeFile(join(folder, 'pytorch_model.bin'), '');
  const error = await refusal();
  expect(error.found).toBe('pytorch_model.bin');
  expect(error.advice).toContain('Convert');
});

test('a file that was cut off is rejected before the first tensor', async () => {
  await copyFile(join(checkpoints, 'qwen2-untied', 'model.safetensors'), join(folder, 'model.safetensors'));
  await truncate(join(folder, 'model.safetensors'), 100_000);
  expect((await refusal()).message).toBe('The file is cut off.');
});
