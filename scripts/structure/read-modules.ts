import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One import of a module, as its source states it. */
export interface Import {
  /** As written: `./scenario.ts`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** Path of the imported file within the project, or null for a package or a module of Node. */
  readonly file: string | null;
  /** Whether only types are imported, so that nothing is loaded at run time. */
  readonly isType: boolean;
  /** Whether it is an `import(…)` expression, which loads later. */
  readonly isDynamic: boolean;
}

/** One TypeScript file of the project. */
export interface Module {
  /** Path within the project, with forward slashes. */
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Lines of each function that has a block as its body. */
  readonly functionLines: readonly number[];
}

const skippedFolders = new Set(['node_modules', 'dist', 'screenshots']);

/**
 * Reads all TypeScript files under some folders of the project.
 * @param root absolute path of the project
 * @param folders paths within it, such as `src`
 * @returns the modules by path, sorted
 */
export function readModules(root: string, folders: readonly string[]): ReadonlyMap<string, Module> {
  const files = folders.flatMap((folder) => filesUnder(join(root, folder))).sort();
  return new Map(
    files.map((path) => {
      const file = relative(root, path).split(sep).join('/');
      return [file, readModule(root, file, readFileSync(path, 'utf8'))];
    }),
  );
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesUnder(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function readModule(root: string, file: string, text: string): Module {
  const { module, program, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const imports: Import[] = [];
  const add = (specifier: string, isType: boolean, isDynamic = false) => {
    const path = specifier.startsWith('.') ? resolve(root, dirname(file), specifier) : null;
    imports.push({
      specifier,
      file: path === null ? null : relative(root, path).split(sep).join('/'),
      isType,
      isDynamic,
    });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of module.staticExports) {
    const from = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest;
    if (from != null)
      add(
        from.value,
        entries.every(({ isType }) => isType),
      );
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const specifier = /^['"`]([^'"`$]+)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    if (specifier !== undefined) add(specifier, false, true);
  }
  return { file, lines: text.split('\n').length - 1, imports, functionLines: functionLines(program, text) };
}

function functionLines(program: ReturnType<typeof parseSync>['program'], text: string): number[] {
  const counts: number[] = [];
  const count = ({ start, end, body }: { start: number; end: number; body: { type: string } | null }) => {
    if (body === null || (body.type !== 'BlockStatement' && body.type !== 'FunctionBody')) return;
    counts.push(text.slice(start, end).split('\n').length);
  };
  new Visitor({
    FunctionDeclaration: count,
    FunctionExpression: count,
    ArrowFunctionExpression: count,
  }).visit(program);
  return counts;
}

/** Whether a file is a test or a helper of tests. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.startsWith('tests/');
}
