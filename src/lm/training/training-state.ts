import { existsSync } from 'node:fs';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import type { NamedArrays } from '../arrays.ts';
import { readArrays, tensorsToWrite } from '../arrays.ts';
import { openSafetensors } from '../checkpoint/open-safetensors.ts';
import { writeSafetensors } from '../checkpoint/write-safetensors.ts';
import { numpy as np, tree } from '../jax.ts';
import type { Trained } from './adamw.ts';
import type { BatchPosition } from './training-batch.ts';
import type { ValidationResult } from './validation.ts';

/** All that a run needs to continue as if it had never stopped. */
export interface TrainingState {
  /** Steps that are done. */
  readonly step: number;
  readonly position: BatchPosition;
  readonly trained: Trained;
  readonly validations: readonly ValidationResult[];
  /** Losses of the steps since the last validation. */
  readonly lossesSinceValidation: readonly number[];
}

/** The state before the first step. @param parameters borrowed */
export function startState(parameters: NamedArrays): TrainingState {
  const zeros = (): NamedArrays =>
    Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, np.zeros(array.shape)]));
  return {
    step: 0,
    position: { pool: 0, batch: 0 },
    trained: { parameters: tree.ref(parameters), moments: { first: zeros(), second: zeros() } },
    validations: [],
    lossesSinceValidation: [],
  };
}

const savedNumbers = z.object({
  identity: z.string(),
  step: z.number(),
  position: z.object({ pool: z.number(), batch: z.number() }),
  validations: z.array(z.object({ step: z.number(), trainingLoss: z.number(), validationLoss: z.number() })),
  lossesSinceValidation: z.array(z.number()),
});

const prefixes = { parameters: 'parameters/', first: 'first-moments/', second: 'second-moments/' } as const;

/**
 * Writes the state whole or not at all.
 *
 * @param identity the run's settings and data; only a run with the same ones continues from this state
 */
export async function writeTrainingState(
  path: string,
  state: TrainingState,
  identity: string,
): Promise<void> {
  const { trained, ...numbers } = state;
  const tensors = [
    ...tensorsToWrite(trained.parameters, prefixes.parameters),
    ...tensorsToWrite(trained.moments.first, prefixes.first),
    ...tensorsToWrite(trained.moments.second, prefixes.second),
  ];
  await writeSafetensors(path, tensors, {
    type: 'F32',
    metadata: { training: JSON.stringify({ identity, ...numbers }) },
  });
}

/**
 * The state of an interrupted run; null if there is none.
 *
 * @throws CheckpointError if it belongs to a run with other settings or data, or cannot be read
 */
export async function readTrainingState(path: string, identity: string): Promise<TrainingState | null> {
  if (!existsSync(path)) return null;
  await using file = await openSafetensors(path);
  const { identity: found, ...numbers } = parseNumbers(file.metadata.get('training') ?? '{}', path);
  if (found !== identity) {
    throw new CheckpointError('The interrupted run in this folder had other settings or other data.', {
      where: path,
      expected: identity,
      found,
      advice: 'Repeat its command to continue it, or choose another output folder to start again.',
    });
  }
  return {
    ...numbers,
    trained: {
      parameters: await readArrays(file, prefixes.parameters),
      moments: {
        first: await readArrays(file, prefixes.first),
        second: await readArrays(file, prefixes.second),
      },
    },
  };
}

function parseNumbers(json: string, where: string): z.infer<typeof savedNumbers> {
  const parsed = savedNumbers.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new CheckpointError('The saved training state cannot be read.', {
    where,
    expected: 'a state that this version of the program saved',
    found: z.prettifyError(parsed.error),
    advice: 'Remove its folder to start again.',
  });
}

/** Saves the best parameters so far. @param parameters borrowed */
export async function writeBestParameters(path: string, parameters: NamedArrays): Promise<void> {
  await writeSafetensors(path, tensorsToWrite(parameters), { type: 'F32' });
}

export async function readBestParameters(path: string): Promise<NamedArrays> {
  await using file = await openSafetensors(path);
  return await readArrays(file);
}
