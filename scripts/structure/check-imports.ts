import { layers, outermost } from './layers.ts';
import { isTest, type Module } from './read-modules.ts';

/** Imports that go against the one direction of `layers.ts`, a sentence each. */
export function wrongImports(modules: ReadonlyMap<string, Module>): readonly string[] {
  return [...modules.values()].flatMap((module) =>
    module.imports.flatMap(({ file }) =>
      file === null ? [] : (problemOf(module.file, file, modules) ?? []),
    ),
  );
}

function problemOf(from: string, to: string, modules: ReadonlyMap<string, Module>): string | null {
  if (!modules.has(to)) return /\.tsx?$/.test(to) ? `${from} imports ${to}, which does not exist.` : null;
  const [own, other] = [layerOf(from), layerOf(to)];
  if (own === other || outermost.includes(own)) return null;
  if (outermost.includes(other)) {
    return other === 'tests/' && isTest(from) ? null : `${from} imports ${to}: only files there may.`;
  }
  // A test may use any folder of `src`: only what is published has a direction.
  if (isTest(from)) return null;
  const layer = layers.find(({ folder }) => folder === own);
  if (layer === undefined)
    return own.endsWith('.ts') ? null : `${own} is not in scripts/structure/layers.ts.`;
  if (layer.mayImport === 'everything' || layer.mayImport.includes(other)) return null;
  return `${from} imports ${to}: ${own} may import ${layer.mayImport.join(', ') || 'nothing'}.`;
}

/** The folder of `src` that a file is in, or the top folder with a slash; for a file directly in `src`, its name. */
function layerOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top === 'src') return second;
  return top === 'web' ? top : `${top}/`;
}

/**
 * Imports of Node's modules in what a browser loads, a sentence each. Type-only imports load nothing.
 * @param entries the files that the page starts with
 */
export function nodeInBrowser(
  modules: ReadonlyMap<string, Module>,
  entries: readonly string[],
): readonly string[] {
  const seen = new Map<string, string | null>(entries.map((entry) => [entry, null]));
  const problems: string[] = [];
  for (const [file] of seen) {
    for (const { file: next, specifier, isType } of modules.get(file)?.imports ?? []) {
      if (isType) continue;
      if (specifier.startsWith('node:')) problems.push(`${chain(seen, file)} imports ${specifier}.`);
      if (next !== null && modules.has(next) && !seen.has(next)) seen.set(next, file);
    }
  }
  return problems;
}

function chain(seen: ReadonlyMap<string, string | null>, file: string): string {
  const before = seen.get(file);
  return before == null ? file : `${chain(seen, before)} → ${file}`;
}
