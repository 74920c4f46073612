import { describe, expect, it } from 'vitest';
import { allOf, publishedData, withFile } from '../../../tests/support/files.ts';
import { bbqTestRow, type TestPerson } from '../../../tests/support/made-rows.ts';
import { type DatasetFixtures, datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import type { Preset, ReadItem } from '../dataset-source.ts';
import { bbqSource } from './bbq-source.ts';

const elder: TestPerson = ['pensioner', 'old', 'The pensioner'];
const young: TestPerson = ['trainee', 'nonOld', 'The trainee'];

const fixtures: DatasetFixtures = {
  fileName: 'Age.jsonl',
  rows: [
    bbqTestRow({ id: 0, groups: ['old'], people: [elder, young] }),
    bbqTestRow({ id: 1, groups: ['old'], people: [young, elder], polarity: 'nonneg', questionIndex: '2' }),
    bbqTestRow({ id: 2, groups: ['old'], people: [elder, young], ambiguous: false, label: 1 }),
  ].map((row) => JSON.stringify(row)),
  badRow: JSON.stringify({ ...bbqTestRow({ id: 3, groups: ['old'], people: [elder, young] }), label: 'two' }),
  repeated: 'invalid',
};

describe('BBQ', () => {
  for (const { name, run } of datasetConformance(bbqSource, fixtures)) it(name, run);

  it('recognises its eleven files and nothing that merely ends alike', () => {
    expect(bbqSource.publication.files).toHaveLength(11);
    expect(bbqSource.recognises('Race_x_SES.jsonl')).toBe(true);
    expect(bbqSource.recognises('my_Age.jsonl')).toBe(false);
  });
});

describe("BBQ from the hub's copies", () => {
  const row = bbqTestRow({ id: 4, groups: ['old'], people: [elder, young], questionIndex: '7' });
  const { label, answer_info: info, additional_metadata: metadata, ...rest } = row;
  const answers = info as Readonly<Record<string, readonly string[]>>;
  const idsOf = (content: string, name: string) =>
    withFile(name, content, async (path) => {
      const items = await allOf(bbqSource.read(path, { preset: 'corrected' }));
      return items.map((item) => (item.kind === 'scenario' ? item.scenario.id : item.kind));
    });

  it.each([
    ['numbers as ids', { ...row, question_index: 7 }],
    ['ids as text', { ...row, example_id: '4', label: '2' }],
    [
      'the label and the groups under other names',
      { ...rest, answer_info: info, answer_label: label, stereotyped_groups: ['old'] },
    ],
    [
      'groups as a cell',
      { ...row, additional_metadata: { ...Object(metadata), stereotyped_groups: "['old']" } },
    ],
    [
      'columns for nested fields',
      {
        ...rest,
        label,
        'answer_info.ans0': `['${answers.ans0?.join("', '")}']`,
        'answer_info.ans1': answers.ans1,
        'answer_info.ans2': answers.ans2,
        'additional_metadata.stereotyped_groups': '["old"]',
      },
    ],
    ['long words', { ...row, question_polarity: 'negative', context_condition: 'ambiguous' }],
  ])('reads %s as the official row', async (_difference, copy) => {
    const expected = await idsOf(JSON.stringify(row), 'Age.jsonl');
    expect(expected).toHaveLength(4);
    expect(await idsOf(JSON.stringify(copy), 'Age.jsonl')).toEqual(expected);
    expect(await idsOf(JSON.stringify([copy]), 'Age.json')).toEqual(expected);
  });

  it.each(['', '3', '1.5', null])('refuses the label %j', async (wrong) => {
    expect(await idsOf(JSON.stringify({ ...row, label: wrong }), 'Age.jsonl')).toEqual(['invalid']);
  });
});

const sixCategories = [
  'Age',
  'Disability_status',
  'Nationality',
  'Physical_appearance',
  'Religion',
  'Sexual_orientation',
];

async function counts(path: string, preset: Preset) {
  const found = { biased: 0, controls: 0, leftOut: 0, invalid: 0, empty: 0, clusters: new Set<string>() };
  for await (const item of bbqSource.read(path, { preset })) count(item, found);
  const { clusters, ...rest } = found;
  return { ...rest, clusters: clusters.size };
}

function count(
  item: ReadItem,
  found: Record<string, unknown> & { clusters: Set<string> } & Record<Counter, number>,
) {
  if (item.kind === 'left-out') found.leftOut += 1;
  else if (item.kind === 'invalid') found.invalid += 1;
  else if (item.kind === 'scenario') {
    const { scenario } = item;
    found.clusters.add(scenario.cluster);
    if (scenario.control) found.controls += 1;
    else if (scenario.gold === 'biased') found.biased += 1;
    if (scenario.text.kind === 'answer' && scenario.text.answer.trim() === '') found.empty += 1;
  }
}
type Counter = 'biased' | 'controls' | 'leftOut' | 'invalid' | 'empty';

const official = publishedData('bbq');
describe('BBQ, the six official files', official.needed, () => {
  const read = (category: string, preset: Preset) => counts(`${official.path}/${category}.jsonl`, preset);

  it('give 11,956 biased scenarios and 11,956 controls, none empty, none left out', async () => {
    const all = await Promise.all(sixCategories.map((category) => read(category, 'corrected')));
    const sum = (field: Counter | 'clusters') => all.reduce((total, found) => total + found[field], 0);
    expect(sum('biased')).toBe(11_956);
    expect(sum('controls')).toBe(11_956);
    expect([sum('leftOut'), sum('invalid'), sum('empty')]).toEqual([0, 0, 0]);
    expect(sum('clusters')).toBe(148);
  });

  it('lose 640 of 1,540 Nationality items as published, and no item of the others', async () => {
    const all = await Promise.all(sixCategories.map((category) => read(category, 'as-published')));
    expect(all.map(({ leftOut }) => leftOut)).toEqual([0, 0, 640, 0, 0, 0]);
    expect(all.map(({ biased }) => biased)).toEqual([3680, 1556, 1800, 1576, 1200, 864]);
    expect(all.every(({ controls }) => controls === 0)).toBe(true);
  });
});

const ambiguousOnly = publishedData('bbq-ambiguous-only');
describe('BBQ, ambiguous items of three more', ambiguousOnly.needed, () => {
  const read = (category: string, preset: Preset) =>
    counts(`${ambiguousOnly.path}/${category}.jsonl`, preset);

  it.each([
    ['Gender_identity', 2836, 8],
    ['Race_ethnicity', 3440, 0],
    ['SES', 3432, 0],
  ])('%s: of %i items, %i name no target or two', async (category, items, leftOut) => {
    const found = await read(category, 'corrected');
    expect(found).toMatchObject({ leftOut, biased: 2 * (items - leftOut), controls: items - leftOut });
    expect([found.invalid, found.empty]).toEqual([0, 0]);
  });

  it('lose 108 Gender_identity items as published', async () => {
    expect(await read('Gender_identity', 'as-published')).toMatchObject({ leftOut: 108, biased: 5456 });
  });
});
