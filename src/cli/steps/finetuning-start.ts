import { readFile } from 'node:fs/promises';
import { UsageError } from '../../errors/usage-error.ts';
import { parseJson } from '../../lm/checkpoint/parse-json.ts';
import { parseModelConfig } from '../../lm/checkpoint/parse-model-config.ts';
import type { FinetuningStart } from '../../lm/finetuning/finetuning-request.ts';
import { baseFolder } from './base-folder.ts';

/** What training starts from, by `--from` or `--scratch`. @throws CheckpointError where a shape cannot be read */
export async function finetuningStart({
  from,
  scratch,
}: {
  readonly from?: string;
  readonly scratch?: string;
}): Promise<FinetuningStart> {
  if (scratch === undefined) return { kind: 'checkpoint', folder: baseFolder(from ?? '') };
  const text = await readFile(scratch, 'utf8').catch((cause: unknown) => {
    throw new UsageError('the file of the shape cannot be read', {
      where: scratch,
      expected: 'a config.json as the Hugging Face hub has it',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  });
  return { kind: 'scratch', config: parseModelConfig(parseJson(text, scratch), scratch), where: scratch };
}
