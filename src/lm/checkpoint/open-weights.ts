import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../errors/errors.ts';
import { fileNames } from './file-names.ts';
import { isMissing } from './is-missing.ts';
import { openSafetensors, type SafetensorsFile } from './open-safetensors.ts';
import { parseJson } from './parse-json.ts';
import { readText } from './read-text.ts';

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Opens a checkpoint's weights: the one file, else all shards of the index. The caller closes them.
 * @throws CheckpointError where there are none, or a shard is missing or damaged.
 */
export async function openWeights(folder: string): Promise<readonly SafetensorsFile[]> {
  const opened: SafetensorsFile[] = [];
  try {
    for (const path of await weightPaths(folder)) opened.push(await openSafetensors(path));
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
  return opened;
}

async function weightPaths(folder: string): Promise<readonly string[]> {
  const single = join(folder, fileNames.weights);
  if (existsSync(single)) return [single];
  const indexPath = join(folder, fileNames.weightsIndex);
  if (!existsSync(indexPath)) throw await noWeights(folder);
  const parsed = indexSchema.safeParse(parseJson(await readText(indexPath), indexPath));
  if (!parsed.success) throw badIndex(indexPath, z.prettifyError(parsed.error));
  const names = [...new Set(Object.values(parsed.data.weight_map))].sort();
  const stray = names.find((name) => name !== basename(name));
  if (stray !== undefined) throw badIndex(indexPath, `the file "${stray}"`);
  return names.map((name) => join(folder, name));
}

function badIndex(where: string, found: string): CheckpointError {
  return new CheckpointError('The index of the weights cannot be used.', {
    where,
    expected: 'a "weight_map" from tensors to files of the same folder',
    found,
    advice: 'Fetch the checkpoint again.',
  });
}

async function noWeights(folder: string): Promise<CheckpointError> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const pickled = names.find((name) => name.endsWith('.bin') || name.endsWith('.pth'));
  return new CheckpointError('The folder has no weights in safetensors.', {
    where: folder,
    expected: `${fileNames.weights} or ${fileNames.weightsIndex}`,
    found: pickled ?? (names.length === 0 ? 'an empty or missing folder' : names.sort().join(', ')),
    advice:
      pickled === undefined
        ? 'Name the folder that "hvsb model download" or "hvsb finetune" wrote.'
        : 'Convert the weights with transformers: save_pretrained writes safetensors.',
  });
}
