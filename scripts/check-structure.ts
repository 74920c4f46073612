// Checks the structure of the code: the direction of imports, cycles, what a browser loads, and sizes.
// `--write` writes the table of folders into docs/architecture.md; without it, a difference is a problem.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeInBrowser, wrongImports } from './structure/check-imports.ts';
import { findCycles } from './structure/find-cycles.ts';
import { layers } from './structure/layers.ts';
import { crowdedFolders, isReached, sizeTargets, type Target } from './structure/measure-size.ts';
import { readModules } from './structure/read-modules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/architecture.md');
const [begin, end] = ['<!-- folders: written by npm run layers -- --write -->', '<!-- end of folders -->'];

function folderTable(): string {
  const rows = layers.map(({ folder, holds, mayImport }) => {
    const path = folder === 'web' ? '`web/`' : `\`src/${folder}/\``;
    const may = mayImport === 'everything' ? 'all' : mayImport.join(', ') || 'nothing';
    return `| ${path} | ${holds} | ${may} |`;
  });
  return [begin, '', '| folder | what lives there | may import |', '|---|---|---|', ...rows, '', end].join(
    '\n',
  );
}

function pageWithTable(text: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`docs/architecture.md lacks the line ${from < 0 ? begin : end}`);
  return text.slice(0, from) + folderTable() + text.slice(to + end.length);
}

function targetLine(top: string, target: Target): string {
  const bounds = [
    target.lowest === undefined ? null : `at least ${target.lowest}`,
    target.highest === undefined ? null : `at most ${target.highest}`,
  ];
  return `${top}: ${target.name}: ${target.value} (${bounds.filter((bound) => bound !== null).join(', ')})`;
}

const modules = readModules(root, ['src', 'web', 'scripts', 'bench', 'tests', 'examples', 'models']);
const problems = [
  ...wrongImports(modules),
  ...findCycles(modules).map((files) => `A cycle of imports: ${files.join(', ')}.`),
  ...nodeInBrowser(modules, ['web/src/main.tsx', 'web/report/main.tsx']),
  ...crowdedFolders(modules),
];
for (const top of ['src', 'web']) {
  for (const target of sizeTargets(modules, top)) {
    console.log(targetLine(top, target));
    if (!isReached(target) && target.isAdvice !== true)
      problems.push(`Not reached: ${targetLine(top, target)}.`);
  }
}
const text = readFileSync(page, 'utf8');
if (process.argv.includes('--write')) writeFileSync(page, pageWithTable(text));
else if (pageWithTable(text) !== text) {
  problems.push(
    'The table of docs/architecture.md differs from scripts/structure/layers.ts; run npm run layers -- --write.',
  );
}
for (const problem of problems) console.error(problem);
console.log(`${modules.size} files, ${problems.length} problems of structure`);
process.exitCode = problems.length > 0 ? 1 : 0;
