import { createHash } from 'node:crypto';
import { CheckpointError } from '../../errors/errors.ts';
import { type Checkpoint, openCheckpoint } from '../checkpoint/open-checkpoint.ts';
import { numpy as np } from '../jax.ts';
import type { BaseModel, LoadedParameters } from './base-model.ts';

/**
 * A checkpoint to fine-tune. Its weights are read when they are asked for, one tensor at a time.
 * @throws CheckpointError where the folder is no checkpoint that runs here, or no token ends an answer
 */
export async function openBase(folder: string): Promise<BaseModel> {
  const checkpoint = await openCheckpoint(folder);
  const { config, generation, tokenizerFiles, tokenizer, renderChat } = checkpoint;
  return {
    config,
    generation,
    tokenizerFiles,
    encoder: { tokenizer, renderChat, endTokenId: endTokenOf(checkpoint) },
    parameters: () => readParameters(checkpoint),
  };
}

/** The token that the tokenizer names, where generation stops at it; else the first that it stops at. */
function endTokenOf({ folder, tokenizer, generation }: Checkpoint): number {
  const { eosTokenIds } = generation;
  const named = tokenizer.eosTokenId;
  const end = named !== null && eosTokenIds.includes(named) ? named : eosTokenIds[0];
  if (end !== undefined) return end;
  throw new CheckpointError('No token of the checkpoint ends an answer.', {
    where: folder,
    expected: '"eos_token_id" in generation_config.json or config.json',
    found: 'none',
    advice: 'Name the token that ends a message of the chat template there.',
  });
}

async function readParameters(checkpoint: Checkpoint): Promise<LoadedParameters> {
  const parameters: Record<string, np.Array> = {};
  const hash = createHash('sha256');
  for await (const { name, shape, data } of checkpoint.tensors()) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    parameters[name] = np.array(data, { shape: [...shape] });
  }
  return { parameters, digest: hash.digest('hex') };
}
