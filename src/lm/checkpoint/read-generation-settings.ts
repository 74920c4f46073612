import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames } from './file-names.ts';
import type { GenerationSettings } from './generation-settings.ts';
import type { ModelConfig } from './model-config.ts';
import { oneOrMany } from './one-or-many.ts';
import { parseJson } from './parse-json.ts';
import { readText } from './read-text.ts';

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
