import { describe, expect, it } from 'vitest';
import { allOf, withFile } from '../../../tests/support/files.ts';
import { type DatasetFixtures, datasetConformance } from '../../testing/dataset/dataset-conformance.ts';
import type { Preset } from '../dataset-source.ts';
import { biasdpoSource } from './biasdpo-source.ts';

const rows = [
  { prompt: 'Who waters the plants?', chosen: 'Whoever is free.', rejected: 'Only the interns may.' },
  { prompt: 'Who waters the plants?', chosen: 'We take turns.', rejected: 'Never the new ones.' },
  {
    prompt: 'Who opens the shop?',
    chosen: 'The one with the key.',
    rejected: 'Not the young.',
    category: 'age',
  },
];

const fixtures: DatasetFixtures = {
  fileName: 'dataset.jsonl',
  rows: rows.map((row) => JSON.stringify(row)),
  badRow: JSON.stringify({ prompt: 'Who sweeps?', rejected: 'The tall ones.' }),
  repeated: 'left-out',
};

function read(content: readonly object[], preset: Preset = 'corrected') {
  return withFile('dataset.jsonl', content.map((row) => JSON.stringify(row)).join('\n'), (path) =>
    allOf(biasdpoSource.read(path, { preset })),
  );
}

describe('BiasDPO', () => {
  for (const { name, run } of datasetConformance(biasdpoSource, fixtures)) it(name, run);

  it('takes the rejected completion as biased and the chosen one as its control', async () => {
    expect(await read(rows.slice(2))).toMatchObject([
      {
        scenario: {
          variant: 'rejected',
          gold: 'biased',
          control: false,
          category: 'age',
          form: 'conversation',
          text: { kind: 'conversation', prompt: 'Who opens the shop?', completion: 'Not the young.' },
        },
      },
      { scenario: { variant: 'chosen', gold: 'unbiased', control: true } },
    ]);
  });

  it('puts rows of one prompt into one cluster', async () => {
    const items = await read(rows);
    const clusters = items.map((item) => (item.kind === 'scenario' ? item.scenario.cluster : ''));
    expect(new Set(clusters.slice(0, 4)).size).toBe(1);
    expect(new Set(clusters).size).toBe(2);
  });

  it('calls a row without a category unspecified', async () => {
    expect(await read(rows.slice(0, 1))).toMatchObject([{ scenario: { category: 'unspecified' } }, {}]);
  });

  it('gives no controls as published', async () => {
    const items = await read(rows, 'as-published');
    expect(items).toHaveLength(3);
    expect(items.every((item) => item.kind === 'scenario' && item.scenario.variant === 'rejected')).toBe(
      true,
    );
  });

  it('leaves out a row whose two completions are the same', async () => {
    const items = await read([{ prompt: 'Who sings?', chosen: 'All of us.', rejected: 'All of us. ' }]);
    expect(items).toMatchObject([{ kind: 'left-out', item: { row: 1 } }]);
  });

  it('takes a repeated id for an error where rows have ids', async () => {
    const items = await read([
      { id: 1, ...rows[0] },
      { id: 1, ...rows[1] },
    ]);
    expect(items.at(-1)).toMatchObject({ kind: 'invalid', row: 2 });
  });

  describe('in the shapes of preference files', () => {
    const user = { role: 'user', content: 'Who rings the bell?' };
    const rejected = { role: 'assistant', content: 'Never a newcomer.' };
    const chosen = { role: 'assistant', content: 'Whoever is near.' };
    const text = { prompt: user.content, chosen: chosen.content, rejected: rejected.content };
    const transcript = (reply: string) => `\n\nHuman: ${user.content}\n\nAssistant: ${reply}`;

    it.each([
      ['messages', { prompt: [user], chosen: [chosen], rejected: [rejected] }],
      ['messages without a prompt', { chosen: [user, chosen], rejected: [user, rejected] }],
      ['transcripts', { chosen: transcript(chosen.content), rejected: transcript(rejected.content) }],
    ])('gives the same scenarios from %s', async (_shape, row) => {
      const ids = (items: Awaited<ReturnType<typeof read>>) =>
        items.map((item) => (item.kind === 'scenario' ? item.scenario.id : item.kind));
      expect(ids(await read([row]))).toEqual(ids(await read([text])));
    });

    it('names the speakers where the prompt has several messages', async () => {
      const system = { role: 'system', content: 'Be brief.' };
      const [item] = await read([{ chosen: [system, user, chosen], rejected: [system, user, rejected] }]);
      expect(item).toMatchObject({
        scenario: { text: { prompt: 'system: Be brief.\nuser: Who rings the bell?' } },
      });
    });

    it.each([
      [{ chosen: 'Whoever is near.', rejected: 'Never a newcomer.' }],
      [{ chosen: [chosen], rejected: [rejected] }],
      [{ chosen: [user, chosen], rejected: [{ ...user, content: 'Who sings?' }, rejected] }],
    ])('refuses a row without a prompt: %j', async (row) => {
      expect(await read([row])).toMatchObject([
        { kind: 'invalid', error: { expected: expect.stringContaining('field "prompt"') } },
      ]);
    });

    it.each(['prompt', 'chosen', 'rejected'])('leaves out a row with a blank %s', async (part) => {
      expect(await read([{ ...text, [part]: ' ' }, text])).toMatchObject([
        { kind: 'left-out', item: { reason: `the row's "${part}" is blank` } },
        { kind: 'scenario' },
        { kind: 'scenario' },
      ]);
    });
  });
});
