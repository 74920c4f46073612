import type { Module } from './read-modules.ts';

/**
 * Cycles of imports, type-only imports included, by Tarjan's algorithm for strongly connected components.
 * @returns the files of each cycle, sorted
 */
export function findCycles(modules: ReadonlyMap<string, Module>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const cycles: string[][] = [];

  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    path.push(file);
    onPath.add(file);
    for (const next of importedFiles(modules, file)) {
      if (!index.has(next)) lower(file, visit(next));
      else if (onPath.has(next)) lower(file, index.get(next) ?? own);
    }
    if (low.get(file) === own) close(file);
    return low.get(file) ?? own;
  };
  const lower = (file: string, value: number) => low.set(file, Math.min(low.get(file) ?? value, value));
  const close = (file: string) => {
    const members = path.splice(path.indexOf(file));
    for (const member of members) onPath.delete(member);
    if (members.length > 1 || importedFiles(modules, file).includes(file)) cycles.push(members.sort());
  };

  for (const file of modules.keys()) if (!index.has(file)) visit(file);
  return cycles;
}

function importedFiles(modules: ReadonlyMap<string, Module>, file: string): readonly string[] {
  const imports = modules.get(file)?.imports ?? [];
  return imports.flatMap(({ file: imported }) =>
    imported !== null && modules.has(imported) ? [imported] : [],
  );
}
