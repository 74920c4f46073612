import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import type { NamedArrays } from '../arrays.ts';
import { valuesOf } from '../arrays.ts';
import { initialParameters } from '../decoder/parameters.ts';
import { tree } from '../jax.ts';
import { type TrainingProgress, type TrainingResult, type TrainingRun, train } from './train.ts';
import { epochs, type TrainingExample } from './training-example.ts';
import { defaultTrainingSettings, type TrainingSettings } from './training-settings.ts';
import { readTrainingState } from './training-state.ts';

const config = { ...tinyConfig, initializerRange: 0.1 };
const parameters = initialParameters(config, 1);

/** Eight texts whose completions follow from their first token. */
const examples: readonly TrainingExample[] = Array.from({ length: 8 }, (_, index) => ({
  ids: [3 + index, 12 + (index % 3), 20, 11 + index, 3 + ((index * 5) % 8), 2],
  completionStart: 3,
  weight: 1,
}));

const settings: TrainingSettings = {
  ...defaultTrainingSettings,
  steps: 24,
  tokensPerBatch: 128,
  poolSize: 8,
  peakLearningRate: 0.01,
  warmupSteps: 5,
  validateEvery: 5,
  saveEvery: 7,
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-train-'));
});

afterEach(() => rm(folder, { recursive: true }));

function run(overrides: Partial<TrainingRun> = {}): TrainingRun {
  return {
    config,
    parameters: overrides.parameters ?? tree.ref(parameters),
    frozen: {},
    source: epochs(examples, 3),
    validation: examples.slice(0, 3),
    settings,
    stateFolder: folder,
    identity: 'the first run',
    signal: new AbortController().signal,
    onProgress: () => {},
    ...overrides,
  };
}

/** Aborts after the step of this number. */
function stopAfter(step: number): Pick<TrainingRun, 'signal' | 'onProgress'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.step === step) controller.abort();
    },
  };
}

async function finish(training: TrainingRun): Promise<Extract<TrainingResult, { kind: 'finished' }>> {
  const result = await train(training);
  if (result.kind !== 'finished') throw new Error('the run did not finish');
  return result;
}

/** Twin of `run()` that nothing stopped. */
let uninterrupted: Extract<TrainingResult, { kind: 'finished' }>;

beforeAll(async () => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'hvsb-train-'));
  uninterrupted = await finish(run({ stateFolder }));
  await rm(stateFolder, { recursive: true });
}, 30_000);

async function expectAsUninterrupted(resumed: typeof uninterrupted): Promise<void> {
  const { parameters: weights, ...rest } = resumed;
  const { parameters: expected, ...expectedRest } = uninterrupted;
  expect(rest).toEqual(expectedRest);
  expect(await valuesByName(weights)).toEqual(await valuesByName(expected));
}

async function valuesByName(arrays: NamedArrays): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, array] of Object.entries(arrays)) values[name] = await valuesOf(array);
  return values;
}

test('a small set is learned by heart, and progress is reported', async () => {
  const seen: TrainingProgress[] = [];
  const result = await finish(
    run({ settings: { ...settings, steps: 60 }, onProgress: (progress) => seen.push(progress) }),
  );
  expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  // Before it learned anything every token was about as likely: log 24 = 3.18 nats.
  expect(seen[0]?.loss).toBeGreaterThan(2.8);
  expect(seen.at(-1)?.loss).toBeLessThan(0.5);
  expect(seen[4]?.validationLoss).toBe(result.validations[0]?.validationLoss);
  expect(seen[5]?.validationLoss).toBeNull();
  expect(seen[0]?.learningRate).toBeCloseTo(0.002);
  for (const { tokensPerSecond, gradientNorm } of seen) {
    expect(tokensPerSecond).toBeGreaterThan(0);
    expect(gradientNorm).toBeGreaterThan(0);
  }
  expect(seen.at(-1)?.secondsLeft).toBe(0);
  expect(result.validations.map(({ step }) => step)).toEqual(
    Array.from({ length: 12 }, (_, index) => 5 * index + 5),
  );
  expect(result).toMatchObject({ stepsDone: 60, stoppedEarly: false });
});

test('a run that is stopped and resumed, more than once, ends with the same weights', async () => {
  for (const step of [1, 9, 20]) {
    const stopped = await train(run(stopAfter(step)));
    expect(stopped).toEqual({ kind: 'interrupted', stepsDone: step });
  }
  await expectAsUninterrupted(await finish(run()));
});

test.each([3, 13, 17])(
  'a run that died after step %i continues from the last saved state to the same weights',
  async (step) => {
    const dying = run({
      onProgress: (progress) => {
        if (progress.step === step) throw new Error('power cut');
      },
    });
    await expect(train(dying)).rejects.toThrow('power cut');
    await expectAsUninterrupted(await finish(run()));
  },
);

test('training stops when the validation loss stops improving, with the weights of the best validation', async () => {
  // Learned by heart, the texts teach nothing about one that contradicts them.
  const against = [{ ids: [3, 12, 20, 18, 9, 2], completionStart: 3, weight: 1 }];
  const early = { ...settings, steps: 400, validateEvery: 2, patience: 3 };
  const result = await finish(run({ settings: early, validation: against }));
  const best = result.validations.reduce((one, next) =>
    next.validationLoss < one.validationLoss ? next : one,
  );
  expect(result.stoppedEarly).toBe(true);
  expect(result.stepsDone).toBe(best.step + 6);
  expect(result.parametersStep).toBe(best.step);
  expect(result.stepsDone).toBeLessThan(400);

  // The same run, stopped at the best validation, has these weights.
  await rm(join(folder, 'training-state.safetensors'), { force: true });
  const weights = await valuesByName(result.parameters);
  await train(run({ settings: early, validation: against, ...stopAfter(best.step) }));
  const state = await readTrainingState(join(folder, 'training-state.safetensors'), 'the first run');
  if (state === null) throw new Error('no state');
  expect(state.step).toBe(best.step);
  expect(await valuesByName(state.trained.parameters)).toEqual(weights);
});

test('a state of another run is refused', async () => {
  await train(run(stopAfter(2)));
  await expect(train(run({ identity: 'another run' }))).rejects.toMatchObject({
    name: 'CheckpointError',
    message: expect.stringContaining('other settings or other data'),
  });
});

test('a loss that is not finite ends the run, and its state is not saved', async () => {
  const diverging = run({ settings: { ...settings, peakLearningRate: 1e30, warmupSteps: 0, saveEvery: 1 } });
  await expect(train(diverging)).rejects.toMatchObject({
    name: 'CheckpointError',
    message: 'Training diverged.',
    advice: expect.stringContaining('learning rate below 1e+30'),
  });
  const state = await readTrainingState(join(folder, 'training-state.safetensors'), 'the first run');
  expect(state?.lossesSinceValidation.every(Number.isFinite)).toBe(true);
});

test('without validation examples the result is the weights of the last step', async () => {
  const result = await finish(run({ validation: [], settings: { ...settings, steps: 3 } }));
  expect(result).toMatchObject({ parametersStep: 3, validations: [] });
});

test('frozen parameters stay the same and are borrowed, trained ones change', async () => {
  const { 'model.norm.weight': norm, ...frozen } = parameters;
  if (norm === undefined) throw new Error('no norm');
  const result = await finish(run({ parameters: { 'model.norm.weight': norm.ref }, frozen }));
  expect(Object.keys(result.parameters)).toEqual(['model.norm.weight']);
  expect(await valuesByName(result.parameters)).not.toEqual(
    await valuesByName({ 'model.norm.weight': norm }),
  );
  tree.dispose(result.parameters);
  for (const array of Object.values(parameters)) expect(array.refCount).toBe(1);
});
