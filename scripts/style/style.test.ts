import { describe, expect, it } from 'vitest';
import { findWords } from './find-words.ts';
import { isSentence, readSentences } from './read-sentences.ts';

describe('isSentence', () => {
  it.each([
    'The file cannot be read.',
    '"…" names no model.',
    '… is not set.',
    '--from names no folder.',
    'Which model? Name one with --model …',
  ])('takes %j', (text) => expect(isSentence(text)).toBe(true));

  it.each(['the file cannot be read.', 'The file cannot be read', 'the file cannot be read'])(
    'does not take %j',
    (text) => expect(isSentence(text)).toBe(false),
  );
});

describe('readSentences', () => {
  it('finds the problem and the advice of every error, both sides of a condition, and no error that is a bug', () => {
    const source = `
      throw new UsageError('no such file', { advice: \`Did you mean \${name}?\` });
      throw new RequestError(404, isNew ? 'It is ' + word : 'It is old.');
      throw new Error('not answered');`;
    expect(readSentences('a.ts', source)).toEqual([
      { file: 'a.ts', line: 2, text: 'no such file' },
      { file: 'a.ts', line: 2, text: 'Did you mean …?' },
      { file: 'a.ts', line: 3, text: 'It is …' },
      { file: 'a.ts', line: 3, text: 'It is old.' },
    ]);
  });
});

describe('findWords', () => {
  const found = (file: string, source: string) =>
    findWords(file, source).map(({ word, line }) => `${word} ${line}`);

  it('finds a word in names, comments and the name of the file', () => {
    expect(
      found('src/lane-gate.ts', '// A ledger.\nconst laneRunner = 1, READING = 2, readings = [];'),
    ).toEqual(['lane 0', 'ledger 1', 'lane 2', 'readings 2']);
  });

  it('leaves texts alone, and parts of other words', () => {
    expect(
      found('src/a.ts', "const planes = `a desk`; // recommended, booked\nconst b = 'a ledger';"),
    ).toEqual([]);
  });

  it('finds a word in the prose of a page, and leaves its code alone', () => {
    expect(found('docs/a.md', 'The *ledger*\n```sh\nledger\n```\nis told.')).toEqual(['ledger 1', 'told 5']);
  });
});
