// Loaded with --import: `hvsb` and its sub-paths are this checkout's sources, which need no build.
import { registerHooks } from 'node:module';

const entries = {
  hvsb: 'index.ts',
  'hvsb/datasets': 'datasets/index.ts',
  'hvsb/language-model': 'language-model.ts',
  'hvsb/measures': 'measures/index.ts',
  'hvsb/models': 'models/index.ts',
  'hvsb/stages': 'stages/index.ts',
  'hvsb/stats': 'stats/index.ts',
  'hvsb/store': 'store/index.ts',
  'hvsb/testing': 'testing/index.ts',
};

registerHooks({
  resolve(specifier, context, next) {
    const entry = entries[specifier];
    return next(
      entry === undefined ? specifier : new URL(`../../src/${entry}`, import.meta.url).href,
      context,
    );
  },
});
