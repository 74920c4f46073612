// Counts the words of an earlier vocabulary that are left in identifiers, comments, names of files and documentation.
//   --list [word]   prints where they are
//   --write         lowers the counts in scripts/style/baseline.json to what is left; none may grow
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBaseline, writeBaseline } from './style/baseline.ts';
import { findWords, replacedWords } from './style/find-words.ts';

const { values, positionals } = parseArgs({
  options: { list: { type: 'boolean' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
const root = fileURLToPath(new URL('..', import.meta.url));
const places = ['src/**/*.{ts,tsx}', 'web/**/*.{ts,tsx}', 'tests/**/*.ts', 'docs/**/*.md', 'README.md'];
const found = globSync(places, { cwd: root, exclude: ['web/dist/**', 'docs/api/**'] })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
  .flatMap((file) => findWords(file, readFileSync(`${root}/${file}`, 'utf8')));
const counts = Object.fromEntries(
  replacedWords.map(({ word }) => [word, found.filter((each) => each.word === word).length]),
);
const allowed = readBaseline().words;
const grown = Object.entries(counts).filter(([word, count]) => count > (allowed[word] ?? 0));

for (const { word, instead, file, line } of found) {
  const isAsked = values.list === true && (positionals.length === 0 || positionals.includes(word));
  if (isAsked) console.log(`${file}:${line}: ${word} → ${instead}`);
}
for (const [word, count] of grown) {
  const instead = replacedWords.find((each) => each.word === word)?.instead;
  console.error(
    `"${word}" is found ${count} times, at most ${allowed[word] ?? 0} are left: write ${instead}.`,
  );
}
console.log(`${found.length} words of the earlier vocabulary are left`);
if (values.write && grown.length === 0) writeBaseline({ words: counts });
else if (grown.length > 0) process.exitCode = 1;
