import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineDataset } from '../../datasets/dataset-source.ts';
import { datasetSources } from '../../datasets/registry.ts';
import { UsageError } from '../../errors/errors.ts';
import { providers } from '../../models/open-model.ts';
import { defineProvider, type Extensions, type HvsbConfig } from './define-config.ts';

const fileNames = ['hvsb.config.ts', 'hvsb.config.js', 'hvsb.config.mjs'];

/**
 * Loads the config of a folder, or the file that is named.
 * @param file a path, or undefined for `hvsb.config.ts` (or `.js`, `.mjs`) of the folder, if it is there
 * @throws UsageError where the file is not there, cannot be loaded, or extends nothing that can be extended
 * @example
 * const { datasets } = await loadConfig('hvsb.config.ts', process.cwd());
 */
export async function loadConfig(file: string | undefined, folder: string): Promise<Extensions> {
  const path = file === undefined ? configIn(folder) : resolve(folder, file);
  if (path === null) return { datasets: [], providers: [], measures: [], prompts: undefined };
  if (!existsSync(path)) {
    throw new UsageError('The config file is not there.', {
      where: `--config ${file}`,
      expected: 'a file that exports defineConfig({ … }) by default',
      advice: 'See docs/library.md.',
    });
  }
  const extensions = extensionsOf(await configOf(path), path);
  // Loaded when needed: the measures of the package are many.
  if (extensions.measures.length > 0)
    (await import('./own-measures.ts')).withOwnMeasures(extensions.measures);
  return extensions;
}

function configIn(folder: string): string | null {
  const found = fileNames.map((name) => resolve(folder, name)).find((path) => existsSync(path));
  return found ?? null;
}

async function configOf(path: string): Promise<unknown> {
  try {
    const loaded: unknown = await import(pathToFileURL(path).href);
    return typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('The config file cannot be loaded.', {
      where: path,
      found,
      advice: /import statement outside a module|token 'export'/.test(found)
        ? 'Write "type": "module" into the package.json of its folder, or end its name in .mts and name it with --config.'
        : 'Correct it, or name another file with --config.',
      cause,
    });
  }
}

const keys = ['datasets', 'providers', 'measures', 'prompts'] as const;

function extensionsOf(config: unknown, path: string): Extensions {
  if (typeof config !== 'object' || config === null) {
    throw invalid(path, 'no config', 'export default defineConfig({ … })');
  }
  const unknown = Object.keys(config).find((key) => !keys.some((known) => known === key));
  if (unknown !== undefined) throw invalid(path, `the key "${unknown}"`, `only ${keys.join(', ')}`);
  // Each list's entries are checked below as far as a wrong one would be met late; the rest is the type's.
  const { datasets = [], providers: own = [], measures = [], prompts } = config as HvsbConfig;
  for (const [name, list] of Object.entries({ datasets, providers: own, measures })) {
    if (!Array.isArray(list)) throw invalid(path, `"${name}" that is no list`, `${name}: [ … ]`);
  }
  requireNew(path, 'dataset', datasets.map(defineDataset), datasetSources);
  requireNew(path, 'provider', own.map(defineProvider), providers);
  return {
    datasets,
    providers: own,
    measures,
    prompts: prompts === undefined ? undefined : resolve(dirname(path), prompts),
  };
}

function requireNew(
  path: string,
  what: string,
  own: readonly { readonly id: string }[],
  known: readonly { readonly id: string }[],
): void {
  const ids = new Set(known.map(({ id }) => id));
  for (const { id } of own) {
    if (ids.has(id)) throw invalid(path, `a second ${what} "${id}"`, `an id that no other ${what} has`);
    ids.add(id);
  }
}

function invalid(path: string, found: string, expected: string): UsageError {
  return new UsageError('The config file cannot be used.', { where: path, expected, found });
}
