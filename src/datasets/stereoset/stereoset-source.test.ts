import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import { type DatasetFixtures, datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import { stereosetSource } from './stereoset-source.ts';

function item(id: string, target: string, context: string, sentences: Readonly<Record<string, string>>) {
  return {
    id,
    target,
    bias_type: 'profession',
    context,
    sentences: Object.entries(sentences).map(([label, sentence]) => ({
      id: `${id}-${label}`,
      sentence,
      labels: [],
      gold_label: label,
    })),
  };
}

const items = [
  item('i1', 'Juggler', 'The juggler is BLANK.', {
    stereotype: 'The juggler is restless.',
    'anti-stereotype': 'The juggler is patient.',
    unrelated: 'The juggler is laminated.',
  }),
  item('i2', 'juggler', 'A juggler BLANK.', {
    'anti-stereotype': 'A juggler rests.',
    stereotype: 'A juggler fidgets.',
  }),
  item('i3', 'Florist', 'Her florist was BLANK.', { stereotype: 'Her florist was gentle.' }),
];

function document(intrasentence: readonly string[], intersentence: readonly string[] = []): string {
  return `{"version":"1.1","data":{"intersentence":[\n${intersentence.join(',\n')}\n],"intrasentence":[\n${intrasentence.join(',\n')}\n]}}\n`;
}

const json: DatasetFixtures = {
  fileName: 'dev.json',
  rows: items.map((value) => JSON.stringify(value)),
  badRow: JSON.stringify({ ...items[0], id: 'i4', target: '' }),
  repeated: 'invalid',
  document: (rows) => document(rows),
  rowNumber: (index) => index + 1,
  place: (index) => `: data.intrasentence[${index}]`,
  streams: false,
};

const header = 'id\tcontext\tbias_word\tbias_type\tgold_label';
const table: DatasetFixtures = {
  fileName: 'stereoset.tsv',
  header,
  rows: [
    't1\tThe juggler is BLANK.\trestless\tprofession\tstereotype',
    't1\tThe juggler is BLANK.\tpatient\tprofession\tanti-stereotype',
    't2\tHer florist was BLANK.\tgentle\tprofession\tstereotype',
  ],
  badRow: 't3\tNothing to fill in.\tgentle\tprofession\tstereotype',
  repeated: 'invalid',
};

function read(name: string, content: string) {
  return withFile(name, content, (path) => allOf(stereosetSource.read(path, { preset: 'corrected' })));
}

describe('StereoSet as JSON', () => {
  for (const { name, run } of datasetConformance(stereosetSource, json)) it(name, run);

  it('gives pro and anti statements, all biased, and none for an unrelated sentence', async () => {
    expect(await read('dev.json', document(json.rows.slice(0, 1)))).toMatchObject([
      {
        scenario: {
          variant: 'pro',
          gold: 'biased',
          control: false,
          category: 'profession',
          group: 'Juggler',
          cluster: 'stereoset/juggler',
          text: { kind: 'statement', statement: 'The juggler is restless.' },
        },
      },
      { scenario: { variant: 'anti', gold: 'biased', cluster: 'stereoset/juggler' } },
    ]);
  });

  it('joins the context and the continuation of an intersentence item', async () => {
    const inter = item('n1', 'Cellist', 'The cellist moved in. ', {
      stereotype: ' She practised all night.',
    });
    const found = await read('dev.json', document(json.rows, [JSON.stringify(inter)]));
    expect(found[0]).toMatchObject({
      scenario: { sourceRow: 1, text: { statement: 'The cellist moved in. She practised all night.' } },
    });
    expect(found.at(-1)).toMatchObject({ scenario: { sourceRow: 4, sourceId: 'i3' } });
  });

  it('leaves out an item with unrelated sentences only', async () => {
    const odd = item('u1', 'Porter', 'A porter BLANK.', { unrelated: 'A porter rhymes.' });
    expect(await read('dev.json', document([JSON.stringify(odd)]))).toMatchObject([
      { kind: 'left-out', item: { sourceId: 'u1', row: 1 } },
    ]);
  });

  it('says that a cut off document is no JSON', async () => {
    await expect(read('dev.json', document(json.rows).slice(0, -40))).rejects.toThrow(
      'The file is not JSON.',
    );
  });

  it('says what another JSON document lacks', async () => {
    await expect(read('dev.json', '{"items":[]}')).rejects.toMatchObject({
      expected: 'field "data": object',
      found: 'nothing',
    });
  });
});

describe('StereoSet as a table', () => {
  for (const { name, run } of datasetConformance(stereosetSource, table)) it(name, run);

  it('fills the word into the sentence, and clusters by the sentence', async () => {
    const found = await read('stereoset.tsv', [header, ...table.rows].join('\n'));
    expect(found).toMatchObject([
      { scenario: { variant: 'pro', sourceId: 't1', text: { statement: 'The juggler is restless.' } } },
      { scenario: { variant: 'anti', sourceId: 't1', text: { statement: 'The juggler is patient.' } } },
      { scenario: { variant: 'pro', sourceId: 't2' } },
    ]);
    const clusters = found.map((entry) => (entry.kind === 'scenario' ? entry.scenario.cluster : ''));
    expect(clusters[0]).toBe(clusters[1]);
    expect(clusters[0]).not.toBe(clusters[2]);
  });
});

describe('StereoSet as rows of items', () => {
  const numbers: Readonly<Record<string, number>> = { 'anti-stereotype': 0, stereotype: 1, unrelated: 2 };
  const asLists = (value: (typeof items)[number]) => ({
    ...value,
    sentences: {
      id: value.sentences.map(({ id }) => id),
      sentence: value.sentences.map(({ sentence }) => sentence),
      gold_label: value.sentences.map(({ gold_label }) => numbers[gold_label]),
    },
  });
  const idsOf = (found: Awaited<ReturnType<typeof read>>) =>
    found.flatMap((entry) => (entry.kind === 'scenario' ? [entry.scenario.id] : []));

  it('gives the scenarios of the official document, from lists and numbers as from sentences and words', async () => {
    const expected = idsOf(await read('dev.json', document(json.rows)));
    const lines = items.map((value) => JSON.stringify(asLists(value))).join('\n');
    expect(idsOf(await read('stereoset.jsonl', lines))).toEqual(expected);
    expect(idsOf(await read('stereoset.json', JSON.stringify(items)))).toEqual(expected);
  });

  it('joins context and continuation where no word is to be filled in', async () => {
    const inter = item('n1', 'Cellist', 'The cellist moved in.', { stereotype: 'She practised all night.' });
    expect(await read('stereoset.jsonl', JSON.stringify(asLists(inter)))).toMatchObject([
      { scenario: { text: { statement: 'The cellist moved in. She practised all night.' } } },
    ]);
  });

  it('names what is wrong with an item, and a repeated one', async () => {
    const lines = [{ ...items[0], sentences: [{ sentence: 'x', gold_label: 3 }] }, items[1], items[1]];
    const found = await read('stereoset.jsonl', lines.map((value) => JSON.stringify(value)).join('\n'));
    expect(found.filter(({ kind }) => kind === 'invalid')).toMatchObject([{ row: 1 }, { row: 3 }]);
  });
});

const official = publishedData('stereoset/dev.json');
describe('StereoSet, 2,093 official items', official.needed, () => {
  it('gives 2,093 pro and 2,093 anti statements in 103 clusters', async () => {
    const found = await allOf(stereosetSource.read(official.path, { preset: 'corrected' }));
    const scenarios = found.flatMap((entry) => (entry.kind === 'scenario' ? [entry.scenario] : []));
    expect(found).toHaveLength(scenarios.length);
    expect(scenarios.filter(({ variant }) => variant === 'pro')).toHaveLength(2093);
    expect(scenarios.filter(({ variant }) => variant === 'anti')).toHaveLength(2093);
    expect(new Set(scenarios.map(({ cluster }) => cluster)).size).toBe(103);
  });
});
