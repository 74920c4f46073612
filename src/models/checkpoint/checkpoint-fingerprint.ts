import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors/checkpoint-error.ts';

/** Files that answers follow from. */
const answering = /^(?:config|generation_config|tokenizer|tokenizer_config)\.json$|\.safetensors$|\.jinja$/;
const bytesAtOnce = 1 << 22;

/**
 * What stands for an address: a hash of the checkpoint's files, so that a folder that is trained further is another
 * model, and a copy of it elsewhere is the same.
 * @throws CheckpointError where the folder is not there
 */
export function checkpointFingerprint(folder: string): string {
  if (!existsSync(folder)) {
    throw new CheckpointError('There is no such checkpoint folder.', {
      where: folder,
      expected: 'a folder with config.json, model.safetensors and tokenizer.json',
      advice: 'Fetch one with "hvsb model download ORG/NAME", or make one with "hvsb finetune".',
    });
  }
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(bytesAtOnce);
  for (const name of readdirSync(folder)
    .filter((file) => answering.test(file))
    .sort()) {
    hash.update(`${name}\0`);
    const file = openSync(join(folder, name), 'r');
    try {
      for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
        hash.update(chunk.subarray(0, size));
      }
    } finally {
      closeSync(file);
    }
  }
  return `sha256:${hash.digest('hex').slice(0, 32)}`;
}
