import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames, parseJson, readText } from './checkpoint-files.ts';
import type { ModelConfig } from './model-config.ts';
import { oneOrMany } from './read-model-config.ts';

/** How a checkpoint's publisher wants text to be generated; null if not specified. */
export interface GenerationSettings {
  readonly bosTokenId: number | null;
  /** Any of them ends a text. */
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | null;
  /** Whether tokens are drawn; else the likeliest is taken. */
  readonly sample: boolean;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly repetitionPenalty: number | null;
}

/** Settings for a new model: always the likeliest token, and no token before a text. */
export function greedyGeneration(
  eosTokenIds: readonly number[],
  padTokenId: number | null = null,
): GenerationSettings {
  return {
    bosTokenId: null,
    eosTokenIds,
    padTokenId,
    sample: false,
    temperature: null,
    topP: null,
    topK: null,
    repetitionPenalty: null,
  };
}

const tokenId = z.int().nonnegative();
const schema = z.looseObject({
  bos_token_id: tokenId.nullish(),
  eos_token_id: z.union([tokenId, z.array(tokenId)]).nullish(),
  pad_token_id: tokenId.nullish(),
  do_sample: z.boolean().nullish(),
  temperature: z.number().nonnegative().nullish(),
  top_p: z.number().nonnegative().max(1).nullish(),
  top_k: z.int().nonnegative().nullish(),
  repetition_penalty: z.number().positive().nullish(),
});

/**
 * Reads `generation_config.json`; what it leaves out is taken from the model's own configuration.
 * @throws CheckpointError where the file is there and cannot be used.
 */
export async function readGenerationSettings(
  folder: string,
  config: ModelConfig,
): Promise<GenerationSettings> {
  const path = join(folder, fileNames.generation);
  const parsed = schema.safeParse(existsSync(path) ? parseJson(await readText(path), path) : {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CheckpointError(`The setting "${issue?.path.join('.') ?? ''}" cannot be used.`, {
      where: path,
      found: issue?.message ?? parsed.error.message,
      advice: 'Correct or remove it.',
    });
  }
  const file = parsed.data;
  return {
    bosTokenId: file.bos_token_id ?? config.bosTokenId,
    eosTokenIds: file.eos_token_id == null ? config.eosTokenIds : oneOrMany(file.eos_token_id),
    padTokenId: file.pad_token_id ?? config.padTokenId,
    sample: file.do_sample ?? false,
    temperature: file.temperature ?? null,
    topP: file.top_p ?? null,
    topK: file.top_k ?? null,
    repetitionPenalty: file.repetition_penalty ?? null,
  };
}
