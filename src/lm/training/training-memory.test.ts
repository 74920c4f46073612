import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { initialParameters } from '../decoder/parameters.ts';
import { numpy as np } from '../jax.ts';
import { train } from './train.ts';
import { epochs, type TrainingExample } from './training-example.ts';
import { defaultTrainingSettings } from './training-settings.ts';

/** Of the platform; its types come with a browser's alone. */
declare const WebAssembly: { readonly Memory: { readonly prototype: { grow(pages: number): number } } };

const config = { ...tinyConfig, layers: 1, vocabularySize: 256 };
const warmupSteps = 40;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-train-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Pages of 64 KiB that the array library asked for after the warm-up of so many steps more. */
async function pagesGrown(steps: number, onStep: () => void = () => {}): Promise<number> {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const examples: readonly TrainingExample[] = Array.from({ length: 12 }, (_, index) => ({
    ids: Array.from({ length: index % 2 === 0 ? 20 : 40 }, (_, at) => (7 * index + at) % 256),
    completionStart: 5,
    weight: 1,
  }));
  const result = await train({
    config,
    parameters: initialParameters(config, 1),
    frozen: {},
    source: epochs(examples, 1),
    validation: examples.slice(0, 4),
    settings: {
      ...defaultTrainingSettings,
      steps: warmupSteps + steps,
      tokensPerBatch: 96,
      poolSize: 12,
      validateEvery: 20,
      saveEvery: 20,
    },
    stateFolder: folder,
    identity: 'a run',
    signal: new AbortController().signal,
    onProgress: ({ step }) => {
      if (step === warmupSteps) grow.mockClear();
      if (step > warmupSteps) onStep();
    },
  });
  expect(result.stepsDone).toBe(warmupSteps + steps);
  const pages = grow.mock.calls.reduce((sum, [more]) => sum + more, 0);
  grow.mockRestore();
  return pages;
}

test('memory does not grow over 200 steps, validations and saved states included', async () => {
  expect(await pagesGrown(200)).toBe(0);
}, 120_000);

test('one small array that is not disposed of in each step is detected', async () => {
  // 16 KB a step, a quarter of a page.
  expect(await pagesGrown(40, () => np.array(new Float32Array(4096).fill(1)))).toBeGreaterThan(5);
}, 60_000);
