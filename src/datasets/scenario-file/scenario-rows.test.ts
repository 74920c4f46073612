import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import type { Scenario } from '../../core/scenario.ts';
import { toScenario } from '../formats/rows.ts';
import { readScenarioFile } from './read-scenario-file.ts';
import { openScenarioTable, type ScenarioFileOptions } from './scenario-rows.ts';

const open = (content: string, options?: ScenarioFileOptions) =>
  withFile('s.csv', content, async (path) => {
    const table = await openScenarioTable(path, options);
    await allOf(table.rows());
    return table;
  });

describe('how a scenario file is read', () => {
  it('says what is assumed, of all rows', async () => {
    expect((await open('statement,mood\nA.,calm\n')).assumptions).toEqual([
      'No row has a category: "unspecified" is stored.',
      'No row has an id: scenarios are named by their content.',
    ]);
    const table = await open('id,statement,gold_label,bias_type\n1,A.,biased,age\n2,B.,biased,\n');
    expect(table.assumptions).toEqual(['One row of 2 is without a category: "unspecified" is stored.']);
  });

  it('says which names differ in case or blanks alone, and which are missing values', async () => {
    const table = await open('statement,gold,category,group\nA.,biased, Age ,nan\nB.,biased,age,x\n');
    expect(table.oddities).toEqual([
      'The values "Age", "age" of "category" differ in case or blanks alone, and stay apart.',
      'One row has the group "nan", as programs write a missing value.',
    ]);
  });

  it('names the nearest column to one that is not there, with the whole option', async () => {
    await expect(open('sentense\nA.\n', { columns: { statement: 'sentence' } })).rejects.toMatchObject({
      name: 'DataError',
      advice:
        'Did you mean "--column statement=sentense", or "columns: { statement: sentense }" in a study file?',
    });
  });

  it('names the nearest field to one that there is not', async () => {
    const columns: Record<string, string> = { statment: 'x' };
    await expect(open('x\nA.\n', { columns })).rejects.toMatchObject({
      name: 'UsageError',
      advice: 'Did you mean "--column statement=x"?',
    });
  });

  it('fails where no columns make a text', async () => {
    await expect(open('context,question\nA.,B?\n')).rejects.toThrow(
      'No column holds the text of a scenario.',
    );
  });

  it('takes no column that may hold the correct answer, unless it is named', async () => {
    const row = 'context,question,choices,answer,gold\nTwo came.,Who?,"a, b",a,biased\n';
    await expect(open(row)).rejects.toThrow('No column holds the text');
    expect((await open(row, { columns: { answer: 'answer' } })).columns.answer).toBe('answer');
  });

  it('matches columns in any case and with blanks, and reports two that may be meant', async () => {
    expect((await open('Id, Scenario ,Gold Label\n1,A.,biased\n')).columns).toMatchObject({
      id: 'Id',
      scenario: 'Scenario',
      gold: 'Gold Label',
    });
    await expect(open('scenario,gold,Gold\nA.,biased,biased\n')).rejects.toThrow(
      'Two columns may be "gold".',
    );
  });
});

describe('the gold label', () => {
  const golds = async (content: string, options?: ScenarioFileOptions) =>
    (await read('s.csv', content, options)).map((item) =>
      item.kind === 'scenario'
        ? item.scenario.gold
        : item.kind === 'invalid'
          ? item.error.message
          : item.kind,
    );

  it('is never taken from silence', async () => {
    const missing = 'The row has no gold label.';
    expect(await golds('scenario\nA.\n')).toEqual([missing]);
    expect(await golds('scenario,gold\nA.,\nB.,biased\n')).toEqual([missing, 'biased']);
    expect(await golds('scenario\nA.\n', { gold: 'unbiased' })).toEqual(['unbiased']);
  });

  it('is in label, expected or target only if each of its cells is one', async () => {
    expect(await golds('scenario,label\nA.,Biased\nB., UNBIASED\n')).toEqual(['biased', 'unbiased']);
    expect(await golds('scenario,target\nA.,biased\nB.,weavers\n')).toEqual([
      'The row has no gold label.',
      'The row has no gold label.',
    ]);
  });

  it('is in other words only where these are given', async () => {
    const wrong = 'The gold label is neither biased nor unbiased.';
    expect(await golds('scenario,gold\nA.,1\nB.,bias\n')).toEqual([wrong, wrong]);
    const goldValues = { 1: 'biased', 0: 'unbiased' } as const;
    expect(await golds('scenario,label\nA.,1\nB.,0\n', { goldValues })).toEqual(['biased', 'unbiased']);
  });

  it('of a row may not be another than that of all rows', async () => {
    expect(await golds('scenario,gold\nA.,unbiased\nB.,\n', { gold: 'biased' })).toEqual([
      'The gold label is another than the one for all rows.',
      'biased',
    ]);
  });
});

function read(name: string, content: string, options?: ScenarioFileOptions) {
  return withFile(name, content, (path) => allOf(readScenarioFile(path, options)));
}

const exported: readonly Scenario[] = [
  toScenario(
    {
      dataset: 'bbq',
      form: 'answer',
      category: 'Age',
      variant: 'neg-unknown',
      polarity: 'neg',
      gold: 'unbiased',
      control: true,
      cluster: 'bbq/Age/1',
      group: 'old',
      text: {
        kind: 'answer',
        context: 'Two people, one map.',
        question: 'Who got lost?',
        answer: 'Not said',
      },
      sourceId: 'Age:17',
    },
    18,
  ),
  toScenario(
    {
      dataset: 'bbq',
      form: 'answer',
      category: 'Age',
      variant: 'neg-stereotype',
      polarity: 'neg',
      gold: 'biased',
      control: false,
      cluster: 'bbq/Age/1',
      group: 'old',
      text: {
        kind: 'answer',
        context: 'Two people, one map.',
        question: 'Who got lost?',
        answer: 'The elder',
      },
      sourceId: 'Age:17',
    },
    18,
  ),
  toScenario(
    {
      dataset: 'crows-pairs',
      form: 'emulated',
      category: 'age',
      variant: 'pro',
      polarity: null,
      gold: 'biased',
      control: false,
      cluster: 'crows-pairs/3',
      group: null,
      text: { kind: 'statement', statement: 'The club let her in "because she looked young",\nthey said.' },
      sourceId: '3',
    },
    4,
  ),
];

describe('scenarios exported by this program', () => {
  const jsonl = exported.map((scenario) => JSON.stringify(scenario)).join('\n');

  it('come back whole from JSON lines, with the same ids', async () => {
    const items = await read('export.jsonl', jsonl);
    expect(items.map((item) => (item.kind === 'scenario' ? item.scenario : item))).toEqual(exported);
  });

  it('come back whole from flat columns, in JSON lines and in CSV', async () => {
    const flat = exported.map(({ id, text, sourceId, sourceRow, ...rest }) => ({
      scenario_id: id,
      ...rest,
      context: '',
      question: '',
      answer: '',
      statement: '',
      ...text,
      source_id: sourceId,
      source_row: sourceRow,
    }));
    const columns = Object.keys(flat[0] ?? {});
    const cell = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
    const csv = [
      columns.join(','),
      ...flat.map((row) => columns.map((column) => cell(Reflect.get(row, column))).join(',')),
    ];
    for (const [name, content] of [
      ['flat.jsonl', flat.map((row) => JSON.stringify(row)).join('\n')],
      ['flat.csv', csv.join('\n')],
    ] as const) {
      const items = await read(name, content);
      expect(items.map((item) => (item.kind === 'scenario' ? item.scenario : item))).toEqual(exported);
    }
  });

  it('are refused where the content no longer fits the id', async () => {
    expect(await read('export.jsonl', jsonl.replace('one map', 'two maps'))).toMatchObject([
      { kind: 'invalid', row: 1, error: { message: expect.stringContaining('not as it was exported') } },
      { kind: 'scenario' },
      { kind: 'scenario' },
    ]);
  });

  it('get new ids under another dataset', async () => {
    const [item] = await read('export.jsonl', jsonl, { dataset: 'mine' });
    expect(item).toMatchObject({ kind: 'scenario', scenario: { dataset: 'mine', sourceId: 'Age:17' } });
  });
});

describe('scenarios written elsewhere', () => {
  it('are emulated ones, and named by their id, not by the file', async () => {
    const csv =
      'index,scenario,explanation\n0,"The guide spoke slowly to him.\n","why"\n1,She was not asked.,\n';
    expect(await read('trial.csv', csv, { gold: 'biased' })).toMatchObject([
      {
        scenario: {
          dataset: 'imported',
          form: 'emulated',
          gold: 'biased',
          control: false,
          category: 'unspecified',
          variant: 'scenario',
          cluster: 'imported/0',
          sourceId: '0',
          sourceRow: 2,
          text: { kind: 'statement', statement: 'The guide spoke slowly to him.' },
        },
      },
      { scenario: { sourceId: '1', sourceRow: 4 } },
    ]);
  });

  it('give a second variant from scenario_adv, in the cluster of the first', async () => {
    const csv = 'index,scenario,scenario_adv\n0,Plain.,Blurred.\n1,Plain again.,\n';
    const items = await read('trial.csv', csv, { gold: 'biased' });
    expect(items).toMatchObject([
      { scenario: { variant: 'scenario', cluster: 'imported/0' } },
      { scenario: { variant: 'scenario_adv', cluster: 'imported/0' } },
      { scenario: { variant: 'scenario', cluster: 'imported/1' } },
    ]);
  });

  it('take their text from the parts that are there', async () => {
    const jsonl = [
      { statement: 'Cooks shout.' },
      { context: 'Two cooks.', question: 'Who shouted?', answer: 'The older one.' },
      { prompt: 'Who shouts?', completion: 'Cooks do.' },
    ];
    const items = await read(
      'mixed.jsonl',
      jsonl.map((row) => JSON.stringify({ statement: null, ...row })).join('\n'),
      { gold: 'biased' },
    );
    expect(items).toMatchObject([
      { scenario: { form: 'statement', variant: 'statement' } },
      { scenario: { form: 'answer', variant: 'answer' } },
      { scenario: { form: 'conversation', variant: 'completion' } },
    ]);
  });

  it('take an unbiased gold label for a control', async () => {
    const tsv =
      'id\tstatement\tgold_label\na\tAll may join.\tUnbiased\nb\tFew may.\tbiased\nc\tNone may.\tunsure\n';
    expect(await read('s.tsv', tsv)).toMatchObject([
      { scenario: { gold: 'unbiased', control: true, sourceId: 'a' } },
      { scenario: { gold: 'biased', control: false } },
      {
        kind: 'invalid',
        row: 4,
        error: { expected: expect.stringContaining('"gold": "biased" or "unbiased"') },
      },
    ]);
  });

  it('keep their names when rows without an id change places, and are taken once', async () => {
    const ids = async (rows: readonly string[]) =>
      (await read('s.csv', ['statement,category', ...rows].join('\n'), { gold: 'biased' }))
        .flatMap((item) => (item.kind === 'scenario' ? [item.scenario.id] : []))
        .sort();
    expect(await ids(['A.,x', 'B.,x'])).toEqual(await ids(['B.,x', 'A.,x']));
    expect(await read('s.csv', 'statement\nA.\nA.\n', { gold: 'biased' })).toMatchObject([
      { kind: 'scenario' },
      { kind: 'left-out', item: { row: 3, reason: 'the row says the same as line 2' } },
    ]);
  });

  it('may not repeat an id', async () => {
    expect(await read('s.csv', 'id,statement\n1,A.\n1,B.\n', { gold: 'biased' })).toMatchObject([
      { kind: 'scenario' },
      { kind: 'invalid', row: 3, error: { found: expect.stringMatching(/s\.csv:2$/) } },
    ]);
  });

  it('are left out where a part of the text is missing', async () => {
    expect(await read('s.csv', 'id,context,question,answer\n1,A.,Who?,\n2,,,\n')).toMatchObject([
      { kind: 'left-out', item: { reason: 'the row is without a context, a question and an answer' } },
      { kind: 'left-out', item: { reason: 'the row is without a text' } },
    ]);
  });

  it('keep their ids exact', async () => {
    const items = await read('s.csv', 'id,statement\n1,A.\n1.0,B.\n 1,C.\n', { gold: 'biased' });
    const ids = items.map((item) => (item.kind === 'scenario' ? item.scenario.sourceId : item.kind));
    expect(ids).toEqual(['1', '1.0', ' 1']);
  });

  it('are invalid where a text is an error of Excel or a missing value', async () => {
    const items = await read('s.csv', 'statement\n#NAME?\nNaN\nNobody came.\n', { gold: 'biased' });
    expect(items.map(({ kind }) => kind)).toEqual(['invalid', 'invalid', 'scenario']);
  });

  it('come from columns of any name that is given', async () => {
    const options = {
      dataset: 'club',
      gold: 'biased' as const,
      columns: { statement: 'Sentence', category: 'Topic', id: 'No' },
    };
    expect(await read('s.csv', 'No,Sentence,Topic\n7,Cats only.,pets\n', options)).toMatchObject([
      { scenario: { dataset: 'club', category: 'pets', sourceId: '7', form: 'statement' } },
    ]);
  });
});

const aliAgent = publishedData('ali-agent/stereotype_crows/gpt-4-1106-preview_trial1.csv');
describe('a file of ALI-Agent', aliAgent.needed, () => {
  it('gives its scenarios and harder scenarios, trimmed, without a bad row', async () => {
    const items = await allOf(readScenarioFile(aliAgent.path, { gold: 'biased' }));
    const scenarios = items.flatMap((item) => (item.kind === 'scenario' ? [item.scenario] : []));
    expect(items.filter((item) => item.kind === 'invalid')).toEqual([]);
    expect(scenarios.filter(({ variant }) => variant === 'scenario').length).toBeGreaterThan(100);
    expect(scenarios.some(({ variant }) => variant === 'scenario_adv')).toBe(true);
    for (const { text } of scenarios) {
      expect(text.kind === 'statement' && text.statement === text.statement.trim()).toBe(true);
    }
  });
});

describe('rows of JSON', () => {
  it('may name their fields late', async () => {
    const rows = Array.from({ length: 1500 }, (_, id) =>
      JSON.stringify({
        id,
        statement: `Text ${id}.`,
        gold: 'biased',
        ...(id === 1400 ? { category: 'age' } : {}),
      }),
    );
    const items = await read('a.jsonl', rows.join('\n'));
    const aged = items.filter((item) => item.kind === 'scenario' && item.scenario.category === 'age');
    expect([items.length, aged.length]).toEqual([1500, 1]);
  });
});
