import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { readModelConfig } from './read-model-config.ts';
import { readTensors } from './read-tensors.ts';
import { type CheckpointToWrite, writeCheckpoint } from './write-checkpoint.ts';

const source = fileURLToPath(new URL('../../../tests/data/checkpoints/llama3-rope', import.meta.url));
const settings = {
  bosTokenId: 1,
  eosTokenIds: [0],
  padTokenId: 1,
  sample: true,
  temperature: 0.7,
  topP: 0.9,
  topK: null,
  repetitionPenalty: null,
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-checkpoint-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function example(): Promise<CheckpointToWrite> {
  const config = await readModelConfig(source);
  const tensors = await Array.fromAsync(readTensors(source, config));
  const training = { vocabularySize: 258, specialTokens: ['<|end|>', '<|pad|>'] };
  const tokenizer = await trainTokenizer(['a quiet street'], training);
  return {
    config,
    generation: settings,
    tokenizerFiles: makeTokenizerFiles(tokenizer, {
      eosToken: '<|end|>',
      padToken: '<|pad|>',
      maxPositions: config.maxPositions,
      chatTemplate: '{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}',
    }),
    tensors: tensors.map(({ data, ...rest }) => ({ ...rest, data: () => data })),
    type: 'F32',
  };
}

test('a written checkpoint reads back unchanged', async () => {
  const written = await example();
  await writeCheckpoint(folder, written);
  expect((await readdir(folder)).sort()).toEqual([
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const opened = await openCheckpoint(folder);
  expect(opened.config).toEqual(written.config);
  expect(opened.generation).toEqual(settings);
  expect(opened.tokenizerFiles).toEqual(written.tokenizerFiles);
  expect(opened.tokenizer.eosTokenId).toBe(0);
  expect(opened.tokenizer.padTokenId).toBe(1);
  expect(opened.renderChat([{ role: 'user', content: 'Good day' }])).toBe('Good day<|end|>');
  expect(await Array.fromAsync(opened.tensors())).toEqual(
    await Array.fromAsync(readTensors(source, opened.config)),
  );
});

test('the same checkpoint gives the same bytes', async () => {
  const other = join(folder, 'other');
  await writeCheckpoint(folder, await example());
  await writeCheckpoint(other, await example());
  for (const name of await readdir(other)) {
    expect(await readFile(join(other, name))).toEqual(await readFile(join(folder, name)));
  }
});

test('a template in its own file is written to that file, and an old one is removed', async () => {
  const checkpoint = await example();
  const chatTemplate = '{{ messages[0].content }}!';
  await writeCheckpoint(folder, {
    ...checkpoint,
    tokenizerFiles: { ...checkpoint.tokenizerFiles, chatTemplate },
  });
  const withTemplate = await openCheckpoint(folder);
  expect(withTemplate.renderChat([{ role: 'user', content: 'Hi' }])).toBe('Hi!');
  await writeCheckpoint(folder, checkpoint);
  expect((await openCheckpoint(folder)).tokenizerFiles.chatTemplate).toBeNull();
});

test('without generation settings, those of the configuration apply', async () => {
  const checkpoint = await example();
  await writeCheckpoint(folder, { ...checkpoint, config: { ...checkpoint.config, eosTokenIds: [2, 7] } });
  await rm(join(folder, 'generation_config.json'));
  const { generation } = await openCheckpoint(folder);
  expect(generation).toMatchObject({ eosTokenIds: [2, 7], bosTokenId: 1, sample: false, temperature: null });
});

test('each missing or damaged file is named', async () => {
  await writeCheckpoint(folder, await example());
  const said = async () => {
    const error: unknown = await openCheckpoint(folder).catch((each: unknown) => each);
    return String(error);
  };
  await writeFile(join(folder, 'generation_config.json'), '{"temperature": "hot"}');
  expect(await said()).toContain('"temperature"');
  await writeFile(join(folder, 'tokenizer_config.json'), '{"eos_token": 3}');
  expect(await said()).toContain('"eos_token"');
  await writeFile(join(folder, 'tokenizer_config.json'), '{}');
  await writeFile(join(folder, 'tokenizer.json'), '{"model": {}}');
  expect(await said()).toContain('The tokenizer cannot be used.');
  await rm(join(folder, 'tokenizer.json'));
  expect(await said()).toContain('The folder has no tokenizer.json.');
  await writeFile(join(folder, 'config.json'), '{');
  expect(await said()).toContain('The file is not JSON.');
  await rm(join(folder, 'config.json'));
  expect(await said()).toContain('The folder has no config.json.');
});
