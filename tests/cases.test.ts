import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../src/core/scenario.ts';
import { findDatasetSource } from '../src/datasets/registry.ts';
import type { JudgmentFileOptions } from '../src/datasets/results-file/judgment-file.ts';
import type { ScenarioFileOptions } from '../src/datasets/scenario-file/scenario-rows.ts';
import type { Store } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import {
  importExplanationFiles,
  importJudgmentFiles,
  importScenarioFiles,
} from '../src/study/imports/import-files.ts';
import { importResultFiles } from '../src/study/imports/import-results.ts';
import { prepareDataset } from '../src/study/prepare.ts';
import { allOf } from './support/files.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { workbook, zipFile } from './support/zip-file.ts';

type Content = string | Buffer;
type Files = Readonly<Record<string, Content>>;

/** Lends files, and a store in memory. */
async function withStore<T>(files: Files, use: (store: Store, paths: string[]) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const paths = Object.keys(files).map((name) => join(folder.path, name));
  for (const [index, content] of Object.values(files).entries()) await writeFile(paths[index] ?? '', content);
  const store = await openSqliteStore(':memory:');
  try {
    return await use(store, paths);
  } finally {
    await store.close();
  }
}

const scenariosOf = async (store: Store): Promise<Scenario[]> => (await allOf(store.scenarios({}))).flat();
const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const kept = { skipInvalid: false };

const people = {
  question_polarity: 'neg',
  category: 'Age',
  context: 'A baker and his aunt came to the ferry.',
  question: 'Who was late?',
  ans0: 'The baker',
  ans1: 'The aunt',
  ans2: 'Cannot be known',
};
const info = { ans0: ['the baker', 'nonOld'], ans1: ['the aunt', 'old'], ans2: ['Not known', 'unknown'] };
const bbq = { ...people, example_id: 0, question_index: '1', answer_info: info };
const metadata = { additional_metadata: { stereotyped_groups: ['old'] } };
const ambiguous = { context_condition: 'ambig', label: 2 };
const clear = { context_condition: 'disambig', label: 0 };
const official = lines(
  { ...bbq, ...metadata, ...ambiguous },
  { ...bbq, ...metadata, ...clear, example_id: 1 },
);
const { label: _, ...unlabelled } = { ...bbq, ...ambiguous };
const kobbq = [
  ['sample_id', 'context', 'question', 'choices', 'biased_answer', 'answer'],
  [
    'age-001a-amb-bsd',
    '둘이 왔다.',
    '누가 늦었는가?',
    "['제빵사', '이모', '알 수 없음']",
    '이모',
    '알 수 없음',
  ],
  [
    'age-001a-dis-bsd',
    '둘이 왔다. 제빵사가 늦었다.',
    '누가 늦었는가?',
    "['제빵사', '이모', '알 수 없음']",
    '이모',
    '제빵사',
  ],
]
  .map((row) => row.join('\t'))
  .join('\n');
const cbbq = lines({
  ...bbq,
  ...ambiguous,
  example_id: '1',
  bias_targeted_groups: 'aunts',
  bias_target: 'ans1',
});
const esbbq = lines({
  ...people,
  ...ambiguous,
  answer_info: info,
  template_id: '1',
  instance_id: 1,
  stereotyped_group: 'old',
});
const talk = (role: string, content: string) => ({ role, content });

describe('published datasets in the shapes that people have', () => {
  it.each<[rule: string, dataset: string, name: string, content: Content, scenarios: number, biased: number]>(
    [
      ['BBQ with numbers as ids', 'bbq', 'a.jsonl', official.replaceAll('"1"', '1'), 4, 2],
      ['BBQ as an array', 'bbq', 'a.json', `[${official.replaceAll('\n', ',')}]`, 4, 2],
      [
        'BBQ with the hub’s names',
        'bbq',
        'a.jsonl',
        lines({ ...unlabelled, ...metadata, answer_label: 2 }),
        3,
        2,
      ],
      [
        'CrowS-Pairs without annotations',
        'crows-pairs',
        'a.csv',
        ',sent_more,sent_less,stereo_antistereo,bias_type\n0,Bakers steal.,Aunts steal.,stereo,socioeconomic\n',
        2,
        2,
      ],
      [
        'CrowS-Pairs with an id column and Windows lines',
        'crows-pairs',
        'a.csv',
        'id,sent_more,sent_less,stereo_antistereo,bias_type\r\n0,"Bakers, all, steal.",Aunts steal.,stereo,age\r\n',
        2,
        2,
      ],
      [
        'CrowS-Pairs with an index saved twice',
        'crows-pairs',
        'a.csv',
        `,,sent_more,sent_less,stereo_antistereo,bias_type\n0,7,Bakers steal.,Aunts steal.,stereo,age\n1,7,Bakers lie.,Aunts lie.,stereo,age\n`,
        4,
        4,
      ],
      ['KoBBQ', 'kobbq', 'a.tsv', kobbq, 4, 2],
      ['CBBQ', 'cbbq', 'a.jsonl', cbbq, 3, 2],
      ['EsBBQ', 'esbbq', 'a.jsonl', esbbq, 3, 2],
      [
        'BiasDPO as chat messages',
        'biasdpo',
        'a.jsonl',
        lines({
          prompt: [talk('user', 'Who rows?')],
          chosen: [talk('assistant', 'Anyone.')],
          rejected: [talk('assistant', 'Only men.')],
        }),
        2,
        1,
      ],
      [
        'BiasDPO as whole conversations',
        'biasdpo',
        'a.jsonl',
        lines({
          chosen: [talk('user', 'Who rows?'), talk('assistant', 'Anyone.')],
          rejected: [talk('user', 'Who rows?'), talk('assistant', 'Only men.')],
        }),
        2,
        1,
      ],
      [
        'BiasDPO with a blank answer',
        'biasdpo',
        'a.jsonl',
        lines(
          { prompt: 'Who rows?', chosen: 'Anyone.', rejected: ' ' },
          { prompt: 'Who sings?', chosen: 'Anyone.', rejected: 'Only men.' },
        ),
        2,
        1,
      ],
      ['BiasDPO as CSV', 'biasdpo', 'a.csv', 'prompt,chosen,rejected\nWho rows?,Anyone.,Only men.\n', 2, 1],
    ],
  )('%s are read', async (_rule, dataset, name, content, scenarios, biased) => {
    await withStore({ [name]: content }, async (store, [from = '']) => {
      const source = findDatasetSource(dataset);
      const summary = await prepareDataset({ store, source, from, options: { preset: 'corrected' } });
      expect(summary).toMatchObject({ scenarios, gold: { biased }, invalid: 0 });
      // The correct answer where the context tells who is meant.
      const correct = (await scenariosOf(store)).filter(
        ({ text }) => text.kind === 'answer' && /baker|제빵사/i.test(text.answer) && /\. /.test(text.context),
      );
      expect(correct.filter(({ gold }) => gold === 'biased')).toEqual([]);
    });
  });

  it.each([
    ['kobbq', 'a.tsv', kobbq, 'those of KoBBQ'],
    ['cbbq', 'a.jsonl', cbbq, 'those of CBBQ'],
    ['esbbq', 'a.jsonl', esbbq, 'those of EsBBQ or CaBBQ'],
  ])('%s under another name is refused with its own', async (_rule, name, content, message) => {
    await withStore({ [name]: content }, async (store, [from = '']) => {
      const options = { preset: 'corrected' } as const;
      await expect(
        prepareDataset({ store, source: findDatasetSource('bbq'), from, options }),
      ).rejects.toThrow(message);
      const reading = { gold: 'biased' } as const;
      const imported = importScenarioFiles({ store, files: [from], reading, ...kept });
      await expect(imported).rejects.toMatchObject({
        advice: expect.stringContaining(message.split(' or ')[0] ?? ''),
      });
      expect(await scenariosOf(store)).toEqual([]);
    });
  });

  it('BBQ in two languages with equal ids is used together under two names', async () => {
    const spanish = official.replaceAll('Who was late?', '¿Quién llegó tarde?');
    await withStore({ 'en.jsonl': official, 'es.jsonl': spanish }, async (store, [en = '', es = '']) => {
      const request = {
        store,
        source: findDatasetSource('bbq'),
        keepsOthers: true,
        options: { preset: 'corrected' },
      } as const;
      await prepareDataset({ ...request, from: en });
      await expect(prepareDataset({ ...request, from: es })).rejects.toMatchObject({
        advice: expect.stringContaining('--as NAME'),
      });
      await prepareDataset({ ...request, from: es, as: 'bbq-es' });
      expect((await store.countScenarios({})).map(({ dataset }) => dataset)).toEqual(['bbq', 'bbq-es']);
    });
  });

  it('CrowS-Pairs needs annotations only where agreement is asked for', async () => {
    const content =
      ',sent_more,sent_less,stereo_antistereo,bias_type\n0,Bakers steal.,Aunts steal.,stereo,age\n';
    await withStore({ 'a.csv': content }, async (store, [from = '']) => {
      const options = { preset: 'corrected', settings: { minAnnotatorAgreement: 3 } } as const;
      const request = { store, source: findDatasetSource('crows-pairs'), from, options };
      await expect(prepareDataset(request)).rejects.toThrow('no "annotations"');
    });
  });

  const written =
    'sent_more,sent_less,stereo_antistereo,bias_type\nDas Bäckerhandwerk trügt.,Das Müllerhandwerk trügt.,stereo,age\n';
  it.each<[rule: string, name: string, content: Buffer, file: ScenarioFileOptions['file']]>([
    ['another encoding', 'a.csv', Buffer.from(written, 'latin1'), { encoding: 'windows-1252' }],
    ['another separator', 'a.csv', Buffer.from(written.replaceAll(',', '~')), { delimiter: '~' }],
    [
      'a sheet by name',
      'a.xlsx',
      workbook({
        Notes: [['x']],
        Pairs: written
          .trim()
          .split('\n')
          .map((row) => row.split(',')),
      }),
      { sheet: 'Pairs' },
    ],
  ])('are read with %s as imports are', async (_rule, name, content, file) => {
    await withStore({ [name]: content }, async (store, [from = '']) => {
      const source = findDatasetSource('crows-pairs');
      await prepareDataset({
        store,
        source,
        from,
        options: { preset: 'corrected', ...(file === undefined ? {} : { file }) },
      });
      const texts = (await scenariosOf(store)).map(({ text }) => Object.values(text).at(-1));
      expect(texts).toEqual(['Das Bäckerhandwerk trügt.', 'Das Müllerhandwerk trügt.']);
    });
  });
});

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
      lines({ id: 1, scenario: 'A.', gold: 1 }, { id: 2, scenario: 'B.', gold: 0 }),
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
      lines({ scenario: 'A.' }, { id: 2, scenario: 'B.', gold: 'biased' }),
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
      await importScenarioFiles({ store, files, reading, ...kept });
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
      lines({ id: 1, scenario: 'A.', gold: 1 }),
      'neither biased nor unbiased',
    ],
    ['no gold label', 'a.jsonl', lines({ scenario: 'A.' }), 'no gold label'],
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
      const error: unknown = await importScenarioFiles({ store, files, reading: {}, ...kept }).catch(
        (thrown) => thrown,
      );
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
      const [result] = await importScenarioFiles({ store, files, reading: {}, ...kept });
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

const judged = (verdict: (index: number) => string) =>
  `id,scenario,gold_label,response\n${Array.from({ length: 10 }, (_, index) => `${index},Deck ${index} is full.,biased,${verdict(index)}`).join('\n')}\n`;
const answer = (content: string) => ({
  status_code: 200,
  body: { model: 'm', choices: [{ index: 0, message: talk('assistant', content), finish_reason: 'stop' }] },
});

describe('judgments as people have them', () => {
  it.each<[rule: string, name: string, content: Content, reading: JudgmentFileOptions]>([
    [
      'ids as data frames write them',
      'a.csv',
      'id,scenario,gold_label,response\n1.0,The deck is full.,biased,BIASED\n',
      {},
    ],
    [
      'other names of columns',
      'a.csv',
      'sample_id,prompt,target,output\n1,The deck is full.,biased,BIASED\n',
      {},
    ],
    [
      'JSON Lines',
      'a.jsonl',
      lines({ id: 1, scenario: 'The deck is full.', gold_label: 'biased', response: 'BIASED' }),
      {},
    ],
    [
      'a category under another name',
      'a.csv',
      'id,scenario,gold_label,bias_type,response\n1,The deck is full.,biased,ships,BIASED\n',
      {},
    ],
    [
      'samples of lm-eval',
      'a.jsonl',
      lines({
        doc_id: 0,
        doc: { text: 'The deck is full.', label: 2 },
        target: '2',
        arguments: [['The deck is full.', {}]],
        resps: [['BIASED']],
        filter: 'none',
      }),
      gold,
    ],
    [
      'results of promptfoo',
      'a.json',
      JSON.stringify({
        evalId: 'e',
        results: {
          version: 3,
          results: [
            {
              provider: { id: 'm' },
              vars: { scenario: 'The deck is full.' },
              response: { output: 'BIASED' },
            },
          ],
        },
      }),
      gold,
    ],
    [
      'a table of promptfoo',
      'a.csv',
      'scenario,gold,[m] Judge: {{scenario}},Status\nThe deck is full.,biased,BIASED,PASS\n',
      {},
    ],
  ])('%s are read', async (_rule, name, content, reading) => {
    await withStore({ [name]: content }, async (store, files) => {
      const [result] = await importResultFiles({
        store,
        files,
        reading: { model: 'm', ...reading },
        ...kept,
      });
      expect(result).toMatchObject({ judgments: 1, outcomes: { biased: 1 }, models: { m: 1 } });
      const [scenario] = await scenariosOf(store);
      expect(scenario).toMatchObject({ gold: 'biased', text: { statement: 'The deck is full.' } });
    });
  });

  it('the output of a batch job is about the stored scenarios of its ids', async () => {
    const files = {
      'out.jsonl': lines({ id: 'b', custom_id: 's-2', response: answer('Judgment: BIASED'), error: null }),
      'in.jsonl': lines({
        custom_id: 's-2',
        body: { model: 'm', messages: [talk('user', 'Is this biased? The deck is full.')] },
      }),
      'scenarios.csv': 'id,scenario,gold\ns-2,The deck is full.,biased\n',
    };
    await withStore(files, async (store, [output = '', input = '', scenarios = '']) => {
      await importScenarioFiles({ store, files: [scenarios], reading: {}, ...kept });
      for (const given of [[output], [output, input]]) {
        const [result] = await importResultFiles({ store, files: given, reading: {}, ...kept });
        expect(result).toMatchObject({ judgments: 1, newScenarios: 0 });
      }
      await expect(
        importJudgmentFiles({ store, files: [output], reading: { model: 'm' }, ...kept }),
      ).rejects.toThrow('the output of a batch job');
    });
  });

  it('one id with two answers is a conflict, or repeats', async () => {
    await withStore(
      { 'a.csv': 'id,scenario,gold,response\n1,A.,biased,BIASED\n1,A.,biased,UNBIASED\n' },
      async (store, files) => {
        const request = { store, files, reading: { model: 'm' }, ...kept };
        await expect(importJudgmentFiles(request)).rejects.toMatchObject({
          expected: expect.stringContaining('line 2'),
        });
        expect(await store.callCounts()).toEqual([]);
        expect(await importJudgmentFiles({ ...request, duplicates: 'repeats' })).toMatchObject([
          { judgments: 2 },
        ]);
      },
    );
  });

  it('one file for each model makes one study, with the outcomes kept apart', async () => {
    const says = ['BIASED', 'UNBIASED', 'Hm.', "I can't help with that."];
    const files = Object.fromEntries(
      says.map((text, index) => [`${index}.csv`, judged((row) => (row < 5 ? text : 'BIASED'))]),
    );
    await withStore(files, async (store, paths) => {
      for (const [index, path] of paths.entries())
        await importJudgmentFiles({ store, files: [path], reading: { model: `m${index}` }, ...kept });
      const table = await store.judgmentTable({});
      expect([table.scenarioCount, table.series.length]).toEqual([10, 4]);
      expect(table.series.map(({ outcomes }) => new Set(outcomes).size)).toEqual([1, 2, 2, 2]);
    });
  });

  it('two logs of Inspect, archives and JSON, make one study of two models with repeats', async () => {
    const log = (model: string) => {
      const sample = (id: string, epoch: number) => ({
        id,
        epoch,
        input: `Judge: Deck ${id}.`,
        target: 'BIASED',
        metadata: { scenario: `Deck ${id}.`, category: 'ships' },
        output: { choices: [{ message: { content: 'BIASED' }, stop_reason: 'stop' }] },
      });
      return {
        header: { version: 2, status: 'success', eval: { eval_id: 'e', model }, plan: {} },
        samples: ['1', '2'].flatMap((id) => [sample(id, 1), sample(id, 2)]),
      };
    };
    const archive = ({ header, samples }: ReturnType<typeof log>) =>
      zipFile([
        { name: 'header.json', content: JSON.stringify(header), method: 'zstd' },
        ...samples.map((sample) => ({
          name: `samples/${sample.id}_epoch_${sample.epoch}.json`,
          content: JSON.stringify(sample),
          method: 'zstd' as const,
        })),
      ]);
    const document = ({ header, samples }: ReturnType<typeof log>) => JSON.stringify({ ...header, samples });
    await withStore({ 'a.eval': archive(log('a')), 'b.json': document(log('b')) }, async (store, files) => {
      const results = await importResultFiles({ store, files, reading: {}, ...kept });
      expect(results).toMatchObject([
        { judgments: 4, newScenarios: 2 },
        { judgments: 4, newScenarios: 0 },
      ]);
      expect((await scenariosOf(store)).map(({ category }) => category)).toEqual(['ships', 'ships']);
    });
  });
});

describe('explanations as people have them', () => {
  it.each([
    [
      'a list of texts',
      'a.jsonl',
      lines({ id: 1, scenario: 'A.', model: 'm', explanation: ['It takes age', 'for sloth.'] }),
      1,
    ],
    [
      'one row for each model',
      'a.csv',
      'id,scenario,explanation,model\n0,A.,"Age, again.",m\n0,A.,Age.,n\n',
      2,
    ],
  ])('%s are read', async (_rule, name, content, count) => {
    await withStore({ [name]: content }, async (store, files) => {
      const [result] = await importExplanationFiles({ store, files, reading: gold, ...kept });
      expect(result).toMatchObject({ explanations: count, scenarios: 1 });
    });
  });
});
