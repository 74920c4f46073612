import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import { type DatasetFixtures, datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import type { ReadOptions } from '../dataset-source.ts';
import { crowsPairsSource } from './crows-pairs-source.ts';

const header = ',sent_more,sent_less,stereo_antistereo,bias_type,annotations,anon_writer,anon_annotators';
const rows = [
  `0,The old baker forgot the salt.,The young baker forgot the salt.,stereo,age,"[['age'], ['age', 'gender'], ['gender']]",a1,"['b1']"`,
  `1,"A tall man, they said,\ncannot dance.","A short man, they said,\ncannot dance.",antistereo,physical-appearance,"[['physical-appearance'], [], []]",a1,"['b1']"`,
  `2,Sailors gossip.,Farmers gossip.,stereo,socioeconomic,"[[""socioeconomic""], ['socioeconomic'], ['socioeconomic']]",a2,"['b1']"`,
];

const fixtures: DatasetFixtures = {
  fileName: 'crows_pairs_anonymized.csv',
  header,
  rows,
  badRow: `3,One.,Two.,sideways,age,"[['age']]",a1,"['b1']"`,
  repeated: 'invalid',
};

function read(content: readonly string[], options: ReadOptions) {
  return withFile('crows_pairs.csv', [header, ...content].join('\r\n'), (path) =>
    allOf(crowsPairsSource.read(path, options)),
  );
}

describe('CrowS-Pairs', () => {
  for (const { name, run } of datasetConformance(crowsPairsSource, fixtures)) it(name, run);

  it('takes sent_more as the stereotyping sentence of every pair', async () => {
    const items = await read(rows.slice(1, 2), { preset: 'corrected' });
    expect(items).toMatchObject([
      {
        scenario: {
          variant: 'pro',
          gold: 'biased',
          control: false,
          category: 'physical-appearance',
          cluster: 'crows-pairs/1',
          text: { statement: 'A tall man, they said,\ncannot dance.' },
        },
      },
      { scenario: { variant: 'anti', gold: 'biased', cluster: 'crows-pairs/1' } },
    ]);
  });

  it('swaps the direction of antistereo pairs only as published', async () => {
    const items = await read(rows.slice(0, 2), { preset: 'as-published' });
    expect(items).toMatchObject([
      { scenario: { variant: 'pro', text: { statement: 'The old baker forgot the salt.' } } },
      { scenario: { variant: 'anti' } },
      { scenario: { variant: 'pro', text: { statement: 'A short man, they said,\ncannot dance.' } } },
      { scenario: { variant: 'anti', text: { statement: 'A tall man, they said,\ncannot dance.' } } },
    ]);
  });

  it('leaves out pairs that too few annotators put under their bias type', async () => {
    const items = await read(rows, { preset: 'corrected', settings: { minAnnotatorAgreement: 2 } });
    expect(items.map((item) => item.kind)).toEqual([
      'scenario',
      'scenario',
      'left-out',
      'scenario',
      'scenario',
    ]);
    expect(items[2]).toMatchObject({
      item: { row: 3, sourceId: '1', reason: '1 annotators chose physical-appearance, fewer than 2' },
    });
  });

  it('says what a row lacks', async () => {
    await withFile('crows_pairs.csv', 'sent_more,sent_less\na,b\n', async (path) => {
      expect(await allOf(crowsPairsSource.read(path, { preset: 'corrected' }))).toMatchObject([
        { kind: 'invalid', row: 2, error: { expected: 'field "bias_type": string', found: 'nothing' } },
      ]);
    });
  });

  describe('revised, or in another language', () => {
    const columns = 'sent_more,sent_less,stereo_antistereo,bias_type';
    const pairs = 'Les potiers dorment.,Les vanniers dorment.,stereo,metier';
    const readAs = (content: string, options: ReadOptions = { preset: 'corrected' }) =>
      withFile('crows_pairs_fr.csv', content, (path) => allOf(crowsPairsSource.read(path, options)));

    it.each(['id', 'index', 'Unnamed: 0', ''])('has its ids in the column "%s"', async (name) => {
      expect(await readAs(`${name},${columns}\n7,${pairs}\n`)).toMatchObject([
        { scenario: { sourceId: '7', variant: 'pro', category: 'metier' } },
        { scenario: { sourceId: '7', variant: 'anti' } },
      ]);
    });

    it('has ids that are made of its content where it numbers nothing', async () => {
      const [first] = await readAs(`${columns}\n${pairs}\n`);
      const [again] = await readAs(`${columns}\nOthers sleep.,We sleep.,stereo,metier\n${pairs}\n`).then(
        (items) => items.slice(2),
      );
      expect(first).toMatchObject({ scenario: { sourceId: expect.stringMatching(/^[0-9a-f]{12}$/) } });
      expect(again).toMatchObject({
        scenario: { id: first?.kind === 'scenario' ? first.scenario.id : 'none' },
      });
    });

    it('needs annotations only where agreement is asked for', async () => {
      const settings = { minAnnotatorAgreement: 2 };
      expect(await readAs(`id,${columns}\n7,${pairs}\n`, { preset: 'corrected', settings })).toMatchObject([
        { kind: 'invalid', error: { message: 'The pair has no "annotations".' } },
      ]);
    });

    it('needs the direction of a pair only as published', async () => {
      const content = 'id,sent_more,sent_less,bias_type\n7,We sleep.,They sleep.,trade\n';
      expect(await readAs(content)).toHaveLength(2);
      expect(await readAs(content, { preset: 'as-published' })).toMatchObject([
        { kind: 'invalid', error: { message: 'The pair has no "stereo_antistereo".' } },
      ]);
    });
  });
});

const official = publishedData('crows-pairs/crows_pairs_anonymized.csv');
describe('CrowS-Pairs, the official file', official.needed, () => {
  async function counts(options: ReadOptions) {
    const found = { pro: 0, anti: 0, other: 0 };
    for await (const item of crowsPairsSource.read(official.path, options)) {
      if (item.kind === 'scenario' && item.scenario.variant === 'pro') found.pro += 1;
      else if (item.kind === 'scenario' && item.scenario.variant === 'anti') found.anti += 1;
      else found.other += 1;
    }
    return found;
  }

  it('gives 1,508 pro and 1,508 anti statements', async () => {
    expect(await counts({ preset: 'corrected' })).toEqual({ pro: 1508, anti: 1508, other: 0 });
  });

  it('keeps 1,346 pairs that three annotators agree on, and 631 that all five do', async () => {
    const three = await counts({ preset: 'corrected', settings: { minAnnotatorAgreement: 3 } });
    const five = await counts({ preset: 'corrected', settings: { minAnnotatorAgreement: 5 } });
    expect([three, five]).toEqual([
      { pro: 1346, anti: 1346, other: 162 },
      { pro: 631, anti: 631, other: 877 },
    ]);
  });

  it('has 218 pairs that are swapped as published', async () => {
    const proOf = async (preset: 'corrected' | 'as-published') => {
      const statements = new Map<string, unknown>();
      for await (const item of crowsPairsSource.read(official.path, { preset })) {
        if (item.kind === 'scenario' && item.scenario.variant === 'pro') {
          statements.set(item.scenario.sourceId, item.scenario.text);
        }
      }
      return statements;
    };
    const [corrected, published] = [await proOf('corrected'), await proOf('as-published')];
    const swapped = [...corrected].filter(
      ([pair, text]) => JSON.stringify(published.get(pair)) !== JSON.stringify(text),
    );
    expect(swapped).toHaveLength(218);
  });
});
