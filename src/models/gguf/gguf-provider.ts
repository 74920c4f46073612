import type { OfflineProvider } from '../provider.ts';
import { ggufFile, ggufFingerprint } from './gguf-file.ts';

/** Models in GGUF files, as llama.cpp runs them. */
export const ggufProvider: OfflineProvider = {
  kind: 'offline',
  id: 'gguf',
  title: 'GGUF file',
  example: './model.gguf',
  endpoint: (model, environment = process.env) => ggufFingerprint(ggufFile(model, environment)),
  open: async ({ id, model, environment }) => {
    const path = ggufFile(model, environment);
    // The library is large, and an optional package.
    const [{ loadGguf }, { GgufModel }] = await Promise.all([
      import('./load-gguf.ts'),
      import('./gguf-model.ts'),
    ]);
    return new GgufModel(id, ggufFingerprint(path), await loadGguf(path, environment));
  },
  check: async ({ model, environment }) => {
    const path = ggufFile(model, environment);
    const { describeGguf, loadGguf } = await import('./load-gguf.ts');
    const loaded = await loadGguf(path, environment);
    try {
      return describeGguf(loaded);
    } finally {
      await loaded.dispose();
    }
  },
};
