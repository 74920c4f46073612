import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CheckpointError } from '../../errors/errors.ts';
import { isMissing } from './is-missing.ts';

/**
 * A text file that a checkpoint must have.
 * @throws CheckpointError where it is not there.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new CheckpointError(`The folder has no ${basename(path)}.`, {
      where: dirname(path),
      expected: `a checkpoint's folder with ${basename(path)}`,
      advice: 'Name the folder that "hvsb model download" or "hvsb finetune" wrote.',
      cause,
    });
  }
}
