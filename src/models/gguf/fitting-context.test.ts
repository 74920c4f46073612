import { expect, test } from 'vitest';
import { threadNumbers } from './fastest-threads.ts';
import { fittingContext } from './fitting-context.ts';
import { ggufSettings } from './gguf-settings.ts';
import type { Llama, LlamaModel } from './llama-library.ts';

/** Weights of 1 GB, and 100 MB for each 1,000 tokens of each sequence. */
function made(trainContextSize = 8192, gpuLayers = 0): LlamaModel {
  const model = {
    size: 1e9,
    trainContextSize,
    gpuLayers,
    fileInsights: {
      estimateContextResourceRequirementsV2: async (asked: { contextSize: number; sequences: number }) => {
        const bytes = 1e5 * asked.contextSize * asked.sequences;
        return gpuLayers > 0 ? { cpuRam: 0, gpuVram: bytes } : { cpuRam: bytes, gpuVram: 0 };
      },
    },
  };
  // As much of a model as is asked for its size.
  return model as unknown as LlamaModel;
}

const processor = { gpu: false } as Llama;
const settings = (environment: Readonly<Record<string, string>>) => ggufSettings(environment);

test('as many sequences run as fit into the memory, with what the user asks for', async () => {
  const roomy = await fittingContext(processor, made(), settings({ HVSB_GGUF_MEMORY_GB: '9' }));
  expect(roomy).toMatchObject({ sequences: 8, contextSize: 2048, limitBytes: 9e9 });
  const small = await fittingContext(processor, made(), settings({ HVSB_GGUF_MEMORY_GB: '1.5' }));
  expect(small).toMatchObject({ sequences: 2, neededBytes: 1e9 + 2 * 2.048e8 });
  const asked = { HVSB_GGUF_MEMORY_GB: '9', HVSB_GGUF_CONTEXT: '4096', HVSB_GGUF_SEQUENCES: '3' };
  expect(await fittingContext(processor, made(), settings(asked))).toMatchObject({
    sequences: 3,
    contextSize: 4096,
  });
  expect(await fittingContext(processor, made(512), settings(asked))).toMatchObject({ contextSize: 512 });
});

test('a model that does not fit says what it needs', async () => {
  await expect(
    fittingContext(processor, made(), settings({ HVSB_GGUF_MEMORY_GB: '1.1' })),
  ).rejects.toMatchObject({
    message: 'The model does not fit into the memory.',
    expected: 'at most 1.10 GB',
    found: '1.20 GB for the weights and one text of 2048 tokens',
  });
});

test('on a graphics processor its own memory counts', async () => {
  const llama = { gpu: 'cuda', getVramState: async () => ({ free: 1e9 }) } as unknown as Llama;
  const fit = await fittingContext(llama, made(8192, 30), settings({}));
  expect(fit).toMatchObject({ sequences: 2, limitBytes: 1.8e9 });
});

test('settings that cannot be used name their variable', () => {
  expect(settings({ HVSB_GGUF_THREADS: ' ' }).threads).toBeNull();
  expect(settings({ HVSB_GGUF_MEMORY_GB: '0.5' }).memoryBytes).toBe(5e8);
  for (const [name, value] of [
    ['HVSB_GGUF_GPU', 'nvidia'],
    ['HVSB_GGUF_THREADS', '0'],
    ['HVSB_GGUF_THREADS', '-1'],
    ['HVSB_GGUF_CONTEXT', 'many'],
    ['HVSB_GGUF_SEQUENCES', '1.5'],
    ['HVSB_GGUF_MEMORY_GB', '1e3'],
  ] as const) {
    expect(() => settings({ [name]: value })).toThrow(expect.objectContaining({ where: name, found: value }));
  }
});

test('threads are tried in powers of two up to the cores', () => {
  expect(threadNumbers(1)).toEqual([1]);
  expect(threadNumbers(2)).toEqual([1, 2]);
  expect(threadNumbers(6)).toEqual([1, 2, 4, 6]);
});
