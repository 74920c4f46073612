import { createHash } from 'node:crypto';
import { cutBatches } from '../training/cut-batches.ts';
import type { TrainingExample } from '../training/training-example.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../training/training-settings.ts';
import { defaultLearningRates, type FinetuningOptions } from './finetuning-options.ts';

const longestWarmup = 20;

/** Settings of a training run over these examples; the order is another in every epoch, and a pool is an epoch. */
export function trainingPlan(
  options: FinetuningOptions,
  examples: readonly TrainingExample[],
  fromScratch: boolean,
): TrainingSettings {
  const { length, tokensPerBatch, loraRank, seed, patience, saveEvery } = options;
  const batchesAnEpoch = cutBatches(examples, tokensPerBatch).length;
  const steps = 'steps' in length ? length.steps : Math.ceil(length.epochs * batchesAnEpoch);
  const way = loraRank > 0 ? 'lora' : fromScratch ? 'scratch' : 'full';
  return {
    ...defaultTrainingSettings,
    steps,
    tokensPerBatch,
    poolSize: examples.length,
    peakLearningRate: options.learningRate ?? defaultLearningRates[way],
    warmupSteps: Math.min(longestWarmup, Math.ceil(steps / 10)),
    seed,
    validateEvery: batchesAnEpoch,
    patience,
    saveEvery,
  };
}

/** The same for the same examples in the same order only. */
export function examplesDigest(examples: readonly TrainingExample[]): string {
  const hash = createHash('sha256');
  for (const { ids, completionStart } of examples) hash.update(`${completionStart}:${ids.join(' ')}\n`);
  return hash.digest('hex');
}
