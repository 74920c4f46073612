import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same from src/report and from dist/report. */
const fromPackage = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const source = fromPackage('web');

/** What the pages are built from: their own files, and the folders that they may import (scripts/structure/layers.ts). */
const sources = [
  'web',
  'src/core',
  'src/stats',
  'src/measures',
  'src/charts',
  'src/tables',
  'src/report',
].map(fromPackage);

/** Where the pages are made and built: the page that is served, and the one that `hvsb report` fills. */
const pages = {
  web: { root: source, built: fromPackage('dist/web') },
  report: { root: join(source, 'report'), built: fromPackage('dist/report-page') },
} as const;

/**
 * The folder of a built page. The published package brings it; a checkout builds it when it is not there or
 * older than its source.
 * @param notify gets a sentence when something is built
 */
export async function pageFolder(
  notify: (sentence: string) => void,
  page: keyof typeof pages = 'web',
): Promise<string> {
  const { root, built } = pages[page];
  if (!existsSync(root) || !isOutdated(built)) return built;
  notify('Building the page from web/ ...');
  // A development dependency, needed in a checkout alone.
  const { build } = await import('vite');
  await build({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: built, emptyOutDir: true },
  });
  return built;
}

/** The pages share parts, so any file of the source makes both out of date. */
function isOutdated(built: string): boolean {
  const page = join(built, 'index.html');
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  return sources
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .some(
      (file) =>
        !file.name.endsWith('.test.ts') && statSync(join(file.parentPath, file.name)).mtimeMs > builtAt,
    );
}
