import type { OfflineProvider } from '../provider.ts';
import { builtinFolder } from './builtin-folder.ts';
import { checkpointFingerprint } from './checkpoint-fingerprint.ts';

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
        import('../../lm/generation/load-language-model.ts'),
        import('./checkpoint-model.ts'),
      ]);
      return new CheckpointModel(name, endpoint(model), await loadLanguageModel(folderOf(model)));
    },
  };
}
