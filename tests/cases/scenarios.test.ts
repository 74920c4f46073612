import { describe, expect, it } from 'vitest';
import type { ScenarioFileOptions } from '../../src/datasets/scenario-file/scenario-rows.ts';
import { importScenarioFiles } from '../../src/study/imports/import-files.ts';
import { type Content, jsonLines, scenariosOf, withStore } from '../support/with-store.ts';

const two = (delimiter: string, end = '\n') =>
  [
    ['id', 'scenario', 'gold'],
    ['1', 'The mate, they say, sleeps.', 'biased'],
    ['2', 'The mate sings.', 'unbiased'],
  ]
    .map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter))
    .join(end)
    .concat(end);
const cp1252 = Buffer.from(
  'id,scenario,gold\n1,Zo\u00eb, she said, rows.,biased\n'.replace(', she said,', ' –'),
  'latin1',
);
const gold = { gold: 'biased' } as const;

describe('scenarios as people write them', () => {
  it.each<[rule: string, name: string, content: Content, reading: ScenarioFileOptions, count: number]>([
    ['a column called Gold', 'a.csv', two(',').replace('id,scenario,gold', 'Id,Scenario,Gold'), {}, 2],
    [
      'a column called Gold beside others in lower case',
      'a.csv',
      two(',').replace(',gold', ', Gold '),
      {},
      2,
    ],
    ['gold words under label', 'a.csv', two(',').replace(',gold', ',label'), {}, 2],
    [
      '0 and 1 with their meaning',
      'a.jsonl',
      jsonLines({ id: 1, scenario: 'A.', gold: 1 }, { id: 2, scenario: 'B.', gold: 0 }),
      { goldValues: { 1: 'biased', 0: 'unbiased' } },
      2,
    ],
    ['semicolons', 'a.csv', two(';', '\r\n'), {}, 2],
    ['semicolons and a mark', 'a.csv', `\uFEFF${two(';')}`, {}, 2],
    [
      'UTF-16 with a mark, as Excel’s Unicode text',
      'a.txt',
      Buffer.from(`\uFEFF${two('\t', '\r\n')}`, 'utf16le'),
      {},
      2,
    ],
    [
      'UTF-16 without one, named',
      'a.csv',
      Buffer.from(two(','), 'utf16le'),
      { file: { encoding: 'utf-16le' } },
      2,
    ],
    ['a first line that names the separator', 'a.csv', `sep=;\r\n${two(';', '\r\n')}`, {}, 2],
    ['pipes', 'a.csv', two('|'), {}, 2],
    ['a JSON array', 'a.json', '[{"id":1,"scenario":"A.","gold":"biased"}]', {}, 1],
    [
      'an object with the rows under data',
      'a.json',
      '{"data":[{"id":1,"scenario":"A.","gold":"biased"}]}',
      {},
      1,
    ],
    [
      'pretty-printed JSON',
      'a.jsonl',
      JSON.stringify({ id: 1, scenario: 'A.', gold: 'biased' }, null, 2),
      {},
      1,
    ],
    [
      'a first row with fewer fields',
      'a.jsonl',
      jsonLines({ scenario: 'A.' }, { id: 2, scenario: 'B.', gold: 'biased' }),
      gold,
      2,
    ],
    [
      'quotes as ordinary characters',
      'a.tsv',
      'id\tscenario\tgold\n1\t"B" deck is full.\tbiased\n',
      { file: { quotes: 'none' } },
      1,
    ],
    [
      'another name for the text',
      'a.csv',
      'statement_id,post\n1,Bakers steal.\n',
      { ...gold, columns: { statement: 'post' } },
      1,
    ],
    [
      'statements with a target group',
      'a.csv',
      'topic,target_group,statement\nx,bakers,Bakers steal.\n',
      gold,
      1,
    ],
  ])('%s', async (_rule, name, content, reading, count) => {
    await withStore({ [name]: content }, async (store, files) => {
      await importScenarioFiles({ store, files, reading, skipInvalid: false });
      expect(await scenariosOf(store)).toHaveLength(count);
    });
  });

  it.each<[rule: string, name: string, content: Content, message: string]>([
    [
      'two columns of one name',
      'a.csv',
      'id,scenario,gold,scenario\n1,A.,biased,\n',
      'Two columns have the name "scenario".',
    ],
    [
      'two columns of gold labels',
      'a.csv',
      'id,scenario,gold,gold\n1,A.,biased,unbiased\n',
      'Two columns have the name "gold".',
    ],
    [
      'two columns of ids',
      'a.csv',
      'id,scenario,gold,id\n1,A.,biased,2\n',
      'Two columns have the name "id".',
    ],
    [
      'gold labels in other words',
      'a.csv',
      'id,scenario,gold\n1,A.,"Biased "\n2,B.,anti\n',
      'a.csv:3: The gold label is neither',
    ],
    [
      'gold labels as numbers',
      'a.jsonl',
      jsonLines({ id: 1, scenario: 'A.', gold: 1 }),
      'neither biased nor unbiased',
    ],
    ['no gold label', 'a.jsonl', jsonLines({ scenario: 'A.' }), 'no gold label'],
    ['UTF-16 without a mark', 'a.csv', Buffer.from(two(','), 'utf16le'), 'no byte order mark'],
    ['Windows-1252, with Excel’s entry for what works', 'a.csv', cp1252, 'CSV UTF-8 (Comma delimited)'],
    [
      'a questionnaire’s header rows',
      'a.csv',
      'StartDate,Q1\nStart Date,How?\n"{""ImportId"":""a""}","{""ImportId"":""b""}"\n2026,3\n',
      'No column holds the text',
    ],
    [
      'a stray quote',
      'a.tsv',
      'id\tscenario\tgold\n1\t"B" deck is full.\tbiased\n',
      'a.tsv:2: A quote is closed within its cell',
    ],
    [
      'an open quote that another one ends',
      'a.tsv',
      'id\tscenario\tgold\n1\t"A deck.\tbiased\n2\tSaid "come."\tbiased\n',
      'a.tsv:2: A quote is closed within its cell',
    ],
    [
      'an open quote that would swallow a row',
      'a.tsv',
      'id\tscenario\tgold\n1\t"A deck\tbiased\n2\tB deck"\tbiased\n',
      'a.tsv:2: A quote may have swallowed 1 row',
    ],
    [
      'an open quote to the end',
      'a.tsv',
      'id\tscenario\tgold\n1\t"A deck.\tbiased\n2\tB deck.\tbiased\n',
      'a.tsv:2: A quote is opened and never closed',
    ],
    [
      'quotes behind backslashes',
      'a.csv',
      'id,scenario,gold\n1,"A \\"full\\" deck.",biased\n',
      'write the table with doubled quotes',
    ],
    [
      'a name twice in one object',
      'a.jsonl',
      '{"id":1,"scenario":"A.","gold":"biased","g\\u006fld":"unbiased"}',
      'a.jsonl:1: An object has the name "gold" twice.',
    ],
    ['a web page in place of the file', 'a.csv', '<!DOCTYPE html><title>a,b</title>', 'a web page'],
    ['a pointer in place of the file', 'a.csv', 'version https://git-lfs.github.com/spec/v1\n', 'Git LFS'],
    ['a table by columns', 'a.json', '{"id":[1],"scenario":["A."],"gold":["biased"]}', 'text or a number'],
    [
      'half of a character',
      'a.jsonl',
      '{"id":1,"scenario":"A \\ud83d deck.","gold":"biased"}',
      'half of a character',
    ],
    ['an error of Excel', 'a.csv', 'id,scenario,gold\n1,#NAME?,biased\n', 'which Excel writes for an error'],
    [
      'one text with two gold labels',
      'a.csv',
      'id,scenario,gold\n1,A.,biased\n1,A.,unbiased\n',
      'a.csv:3: One scenario has two gold labels',
    ],
    ['a text under a name that is not known', 'a.csv', 'post,gold\nA.,biased\n', '--column scenario=post'],
  ])('are refused where there is %s, and nothing is stored', async (_rule, name, content, message) => {
    await withStore({ [name]: content }, async (store, files) => {
      const error: unknown = await importScenarioFiles({
        store,
        files,
        reading: {},
        skipInvalid: false,
      }).catch((thrown) => thrown);
      expect(error instanceof Error && 'describe' in error && (error.describe as () => string)()).toContain(
        message,
      );
      expect(await scenariosOf(store)).toEqual([]);
    });
  });

  it('keep odd values, and say so of all rows', async () => {
    const content =
      'id,scenario,gold,category,cluster\n1,A\0.,biased, Age ,c\n2,B.,biased,age,C\n3,C.,biased,AGE,c\n4,D.,biased,#N/A,c\n';
    await withStore({ 'a.csv': content }, async (store, files) => {
      const [result] = await importScenarioFiles({ store, files, reading: {}, skipInvalid: false });
      expect((await scenariosOf(store)).map(({ category }) => category)).toEqual([
        'Age',
        'age',
        'AGE',
        '#N/A',
      ]);
      const notes = result?.notes.join('\n');
      for (const note of [
        '"Age", "age", "AGE" of "category"',
        '"c", "C" of "cluster"',
        '"#N/A"',
        'a NUL character',
      ])
        expect(notes).toContain(note);
    });
  });
});
