import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../errors/errors.ts';
import { cutBatches } from '../training/training-batch.ts';
import type { TrainingExample } from '../training/training-example.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../training/training-settings.ts';
import { defaultLearningRates, type FinetuningOptions } from './finetuning-request.ts';

const longestWarmup = 20;

/** Settings of a training run over these examples; each epoch has another order, and a pool is an epoch. */
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

/** Equal only for the same examples in the same order. */
export function examplesDigest(examples: readonly TrainingExample[]): string {
  const hash = createHash('sha256');
  for (const { ids, completionStart } of examples) hash.update(`${completionStart}:${ids.join(' ')}\n`);
  return hash.digest('hex');
}

/** What the final weights of a run depend on, under the names that a user knows. */
export type RunIdentity = Readonly<Record<string, string | number | null>>;

const identitySchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/**
 * Creates the state's folder and writes the run's identity to it.
 * @throws UsageError if a run with another identity was interrupted there; it names what differs
 */
export async function claimStateFolder(folder: string, identity: RunIdentity): Promise<void> {
  const path = join(folder, 'run.json');
  if (existsSync(path))
    refuseOther(folder, identitySchema.parse(JSON.parse(await readFile(path, 'utf8'))), identity);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(identity, null, 2)}\n`);
}

function refuseOther(folder: string, earlier: RunIdentity, now: RunIdentity): void {
  const names = Object.keys({ ...earlier, ...now }).filter((name) => earlier[name] !== now[name]);
  if (names.length === 0) return;
  const differing = (run: RunIdentity): string =>
    names.map((name) => `${name} ${shown(run[name])}`).join(', ');
  throw new UsageError('The interrupted run in this folder had other settings or other data.', {
    where: folder,
    expected: differing(earlier),
    found: differing(now),
    advice: 'Repeat its command to continue it, remove this folder to start again, or choose another --out.',
  });
}

/** The first characters of a digest are enough to distinguish two. */
function shown(value: string | number | null | undefined): string {
  return typeof value === 'string' ? value.slice(0, 12) : String(value ?? 'none');
}
