// Reads the problems and the advice of all errors in src. Each is a sentence: capital letter, full stop.
//   --list    prints those that are not
//   --write   lowers the number in scripts/style/baseline.json to what is left; it may not grow
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
const wrong = sentences.filter(({ text }) => !isSentence(text));
const allowed = readBaseline().messages;
const isGrown = wrong.length > allowed;

if (values.list || isGrown) for (const { file, line, text } of wrong) console.log(`${file}:${line}: ${text}`);
console.log(
  `${sentences.length} messages, ${wrong.length} are no sentence (capital letter, full stop); at most ${allowed} may be left`,
);
if (values.write && !isGrown) writeBaseline({ messages: wrong.length });
else if (isGrown) process.exitCode = 1;
