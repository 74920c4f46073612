// Fails on an import that goes against the one direction of docs/architecture.md: each room under src/
// names the rooms that it may import, and nothing else in the project may be imported from it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const everything = 'everything';

const mayImport: Readonly<Record<string, readonly string[] | typeof everything>> = {
  core: [],
  errors: [],
  stats: [],
  verdicts: ['core'],
  download: ['errors'],
  datasets: ['core', 'errors', 'download'],
  prompts: ['core', 'errors'],
  lm: ['core', 'errors', 'download', 'stats'],
  models: ['core', 'errors', 'lm'],
  engine: ['core', 'errors'],
  store: ['core', 'errors'],
  metrics: ['core', 'stats'],
  measures: ['core', 'metrics', 'store'],
  report: ['core', 'errors', 'stats', 'metrics'],
  figures: ['core', 'stats', 'metrics', 'report'],
  publishing: ['core', 'errors', 'stats', 'datasets', 'store', 'metrics', 'report', 'figures'],
  stages: ['core', 'errors', 'prompts', 'verdicts', 'engine', 'store'],
  // The application: everything but the command line, which is built on it.
  study: everything,
  server: ['core', 'errors', 'stats', 'metrics', 'measures', 'store', 'prompts', 'verdicts', 'report'],
  testing: ['core', 'errors', 'download', 'datasets', 'models', 'store'],
  cli: everything,
  'entry.ts': everything,
  'index.ts': everything,
  'language-model.ts': everything,
  // The page runs in a browser: it shares types with the server, figures with the report, and nothing that needs Node.
  web: ['core', 'stats', 'metrics', 'figures', 'report'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const importPattern = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

function roomOf(path: string): string {
  const [first = '', second = ''] = relative(root, path).split(sep);
  return first === 'src' ? second : first;
}

function violationsIn(path: string): string[] {
  const room = roomOf(path);
  const allowed = mayImport[room];
  if (allowed === undefined)
    return [`${relative(root, path)}: "${room}" is not a room; add it to scripts/check-layers.ts`];
  if (allowed === everything) return [];
  const found: string[] = [];
  for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(importPattern)) {
    const other = roomOf(resolve(dirname(path), target));
    // A test may reach for the public test helpers, whichever room it stands in.
    const forTests = (other === 'testing' || other === 'tests') && path.endsWith('.test.ts');
    if (other !== room && !allowed.includes(other) && !forTests) {
      found.push(
        `${relative(root, path)} imports ${target}: ${room} may import ${allowed.join(', ') || 'nothing'}`,
      );
    }
  }
  return found;
}

const files = [source, join(root, 'web')].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);
const violations = files.flatMap(violationsIn);
for (const violation of violations) console.error(violation);
console.log(`${files.length} files, ${violations.length} imports against the direction`);
process.exitCode = violations.length > 0 ? 1 : 0;
