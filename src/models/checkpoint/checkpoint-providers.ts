import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../errors/errors.ts';
import type { OfflineProvider } from '../provider.ts';
import { checkpointFingerprint } from './checkpoint-model.ts';

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
 */
export function builtinFolder(name: string): string {
  if (builtinModels.includes(name)) return fileURLToPath(new URL(`../../../models/${name}`, import.meta.url));
  throw new UsageError(`there is no built-in model "${name}"`, {
    where: `builtin:${name}`,
    expected: builtinModels.map((model) => `builtin:${model}`).join(', '),
    advice: `Did you mean builtin:${closest(name, builtinModels)}?`,
  });
}
