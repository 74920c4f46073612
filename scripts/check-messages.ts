// Reads the problems and the advice of all errors in src. Each is a sentence: capital letter, full stop.
//   --list    prints those that are not
//   --write   lowers the numbers in scripts/style/baseline.json to what is left; none may grow
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBaseline, writeBaseline } from './style/baseline.ts';
import { isSentence, readSentences } from './style/read-sentences.ts';

const { values } = parseArgs({ options: { list: { type: 'boolean' }, write: { type: 'boolean' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const sentences = files.flatMap((file) => readSentences(file, readFileSync(`${root}/${file}`, 'utf8')));
const wrong = sentences.filter(({ text }) => /\p{L}/u.test(text) && !isSentence(text));
const counts: Record<string, number> = {};
for (const { file } of wrong) counts[file] = (counts[file] ?? 0) + 1;
const allowed = readBaseline().messages;
const grown = wrong.filter(({ file }) => (counts[file] ?? 0) > (allowed[file] ?? 0));

for (const { file, line, text } of values.list ? wrong : grown) console.log(`${file}:${line}: ${text}`);
console.log(`${sentences.length} messages, ${wrong.length} are no sentence (capital letter, full stop)`);
if (grown.length > 0) process.exitCode = 1;
else if (values.write) writeBaseline({ messages: counts });
