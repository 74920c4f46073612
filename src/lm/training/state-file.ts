import { existsSync } from 'node:fs';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { openSafetensors } from '../checkpoint/open-safetensors.ts';
import { writeSafetensors } from '../checkpoint/write-safetensors.ts';
import { readArrays } from '../read-arrays.ts';
import { tensorsToWrite } from '../tensors-to-write.ts';
import type { TrainingState } from './training-state.ts';

const bookkeeping = z.object({
  identity: z.string(),
  step: z.number(),
  position: z.object({ pool: z.number(), batch: z.number() }),
  looks: z.array(z.object({ step: z.number(), trainingLoss: z.number(), validationLoss: z.number() })),
  lossesSinceLook: z.array(z.number()),
});

const prefixes = { parameters: 'parameters/', first: 'first-moments/', second: 'second-moments/' } as const;

/**
 * Writes the state whole or not at all.
 *
 * @param identity what the run was told to do; only a run that is told the same goes on from here
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
 * The state of an interrupted run, null where there is none.
 *
 * @throws CheckpointError where it belongs to a run that was told something else
 */
export async function readTrainingState(path: string, identity: string): Promise<TrainingState | null> {
  if (!existsSync(path)) return null;
  await using file = await openSafetensors(path);
  const { identity: found, ...numbers } = bookkeeping.parse(
    JSON.parse(file.metadata.get('training') ?? '{}'),
  );
  if (found !== identity) {
    throw new CheckpointError('the run that was interrupted here had other settings or other data', {
      where: path,
      expected: identity,
      found,
      advice: 'Repeat its command to go on, or choose another output folder to start anew.',
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
