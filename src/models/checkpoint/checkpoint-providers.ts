import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { CheckpointError, UsageError } from '../../errors/errors.ts';
import type { OfflineProvider } from '../provider.ts';

/** Language models that run in this process: a folder as the Hugging Face hub has it, or one that ships. */
export const checkpointProviders: readonly OfflineProvider[] = [
  inProcess('checkpoint', 'Checkpoint folder', './my-model', (folder) => folder),
  inProcess('builtin', 'Model that ships', 'tiny', builtinFolder),
];

function inProcess(
  id: string,
  title: string,
  example: string,
  folderOf: (model: string) => string,
): OfflineProvider {
  const endpoint = (model: string): string => checkpointFingerprint(folderOf(model));
  return {
    kind: 'offline',
    id,
    title,
    example,
    endpoint,
    open: async ({ id: name, model }) => {
      // The array library is large: it is loaded with the first model that needs it.
      const [{ loadLanguageModel }, { CheckpointModel }] = await Promise.all([
        import('../../lm/generation/language-model.ts'),
        import('./checkpoint-model.ts'),
      ]);
      return new CheckpointModel(name, endpoint(model), await loadLanguageModel(folderOf(model)));
    },
  };
}

/** Models that ship with the package. */
const builtinModels = ['tiny'];

/**
 * Where a model that ships with the package lies: at its root, from src/ and from dist/ alike.
 * @throws UsageError where none goes by that name
 *
 * @example
 * builtinFolder('tiny'); // the folder models/tiny of the package
 */
export function builtinFolder(name: string): string {
  if (builtinModels.includes(name)) return fileURLToPath(new URL(`../../../models/${name}`, import.meta.url));
  throw new UsageError(`There is no built-in model "${name}".`, {
    where: `builtin:${name}`,
    expected: builtinModels.map((model) => `builtin:${model}`).join(', '),
    advice: `Did you mean builtin:${closest(name, builtinModels)}?`,
  });
}

/** Files that answers follow from. */
const answering = /^(?:config|generation_config|tokenizer|tokenizer_config)\.json$|\.safetensors$|\.jinja$/;
const bytesAtOnce = 1 << 22;

/**
 * Replaces an address: a hash of the checkpoint's files, so that a folder that is trained further is another
 * model, and a copy of it elsewhere is the same.
 * @throws CheckpointError where the folder is not there
 */
function checkpointFingerprint(folder: string): string {
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
