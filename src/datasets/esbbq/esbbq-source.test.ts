import { describe, expect, it } from 'vitest';
import { allOf, otherData, withFile } from '../../../tests/support/files.ts';
import { type DatasetFixtures, datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import { cabbqSource, esbbqSource } from './esbbq-source.ts';

const corrected = { preset: 'corrected' } as const;

function row(id: number, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    instance_id: id,
    template_id: 3,
    question_polarity: 'neg',
    context_condition: 'ambig',
    category: 'Religion',
    stereotyped_groups: ['alfarero'],
    answer_info: {
      ans0: ['alfarera', 'f, alfarero'],
      ans1: ['barquera', 'barquero'],
      ans2: ['unknown', 'unknown'],
    },
    context: `Una alfarera y una barquera escribieron la carta ${id}.`,
    question: '¿Quién la envió tarde?',
    ans0: 'La alfarera',
    ans1: 'La barquera',
    ans2: 'unknown',
    label: 2,
    ...changes,
  };
}

const rows = [
  row(0),
  row(1, { question_polarity: 'nonneg' }),
  row(2, { context_condition: 'disambig', label: 1 }),
];

const fixtures: DatasetFixtures = {
  fileName: 'Religion.full.jsonl',
  rows: rows.map((value) => JSON.stringify(value)),
  badRow: JSON.stringify(row(3, { label: 'two' })),
  repeated: 'invalid',
};

describe.each([
  { source: esbbqSource, language: 'es', unknown: 'No se sabe' },
  { source: cabbqSource, language: 'ca', unknown: 'No se sap' },
])('$source.title', ({ source, language, unknown }) => {
  for (const { name, run } of datasetConformance(source, fixtures)) it(name, run);

  it('finds the target by the last tag of a person, and puts the unknown answer into words', async () => {
    const items = await withFile('Religion.full.jsonl', fixtures.rows.join('\n'), (path) =>
      allOf(source.read(path, corrected)),
    );
    expect(items.slice(0, 4)).toMatchObject([
      {
        scenario: {
          ...{ variant: 'neg-stereotype', group: 'alfarero', language, sourceId: 'Religion:0' },
          ...{ cluster: `${source.id}/Religion/3`, text: { answer: 'La alfarera' } },
        },
      },
      { scenario: { variant: 'neg-nonstereotype', gold: 'biased' } },
      { scenario: { variant: 'neg-unknown', gold: 'unbiased', text: { answer: unknown } } },
      { question: { target: 0, other: 1, unknown: 2, label: 2, language } },
    ]);
  });

  it('reads the CSV files alike', async () => {
    const cells = [
      ...['0', '3', 'neg', 'ambig', 'Religion', "['alfarero']", "['alfarera', 'f, alfarero']"],
      ...["['barquera', 'barquero']", "['unknown', 'unknown']"],
      ...[rows[0]?.context ?? '', '¿Quién la envió tarde?', 'La alfarera', 'La barquera', 'unknown', '2'],
    ].map((cell) => `"${cell}"`);
    const header =
      'instance_id,template_id,question_polarity,context_condition,category,stereotyped_groups,answer_info.ans0,answer_info.ans1,answer_info.ans2,context,question,ans0,ans1,ans2,label';
    const table = await withFile('Religion.full.csv', `${header}\n${cells.join(',')}\n`, (path) =>
      allOf(source.read(path, corrected)),
    );
    const lines = await withFile('Religion.full.jsonl', fixtures.rows[0] ?? '', (path) =>
      allOf(source.read(path, corrected)),
    );
    const ids = (items: typeof lines) =>
      items.flatMap((item) => (item.kind === 'scenario' ? [item.scenario.id] : []));
    expect(ids(table)).toEqual(ids(lines));
    expect(table).toHaveLength(4);
  });

  const official = otherData(`${source.id}/Religion.full.jsonl`);
  it(
    'gives 648 questions and 432 biased scenarios of the official file on religion',
    official.needed,
    async () => {
      const items = await allOf(source.read(official.path, corrected));
      expect(items.filter(({ kind }) => kind === 'question')).toHaveLength(648);
      const scenarios = items.flatMap((item) => (item.kind === 'scenario' ? [item.scenario] : []));
      expect(scenarios.filter(({ gold }) => gold === 'biased')).toHaveLength(432);
      expect(items).toHaveLength(648 + scenarios.length);
    },
  );
});
