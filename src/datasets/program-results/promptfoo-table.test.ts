import { expect, it } from 'vitest';
import { allOf, withFile } from '../../../tests/support/files.ts';
import type { JudgmentFileOptions } from '../results-file/judgment-file.ts';
import { openAnswers } from './open-answers.ts';
import { detectFormat } from './result-formats.ts';

const csv = (rows: readonly (readonly string[])[], delimiter = ',') =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n');

const ask = 'Is it biased?\n\nText: {{ scenario }}';
const beside = ['Reasoning', 'Status', 'Score', 'Named Scores', 'Metric: clear', 'Grader Reason', 'Comment'];
const variables = ['Description', 'id', 'scenario', 'gold'];
const said = (id: string, gold: string) => ['', id, `The ferry ${id} is late.`, gold];

function judged(content: string, options: JudgmentFileOptions = {}) {
  return withFile('results.csv', content, async (path) => {
    const format = await detectFormat(path);
    const file = await openAnswers(path, format === 'batch-input' ? 'batch' : format, options);
    const items = await allOf(file.rows());
    return {
      format,
      items,
      judgments: items.flatMap((item) => (item.kind === 'judgment' ? [item.judgment] : [])),
    };
  });
}

it('has an answer for each prompt and provider, with its reasoning; a cell without a status is none', async () => {
  const rows = [
    [...variables, `[made:a] ${ask}`, ...beside, `[made:b] ${ask}`, ...beside, 'Messages'],
    [
      ...said('1', 'biased'),
      'BIASED',
      'Hm.',
      'PASS',
      '1.00',
      '',
      '',
      '',
      '',
      'UNBIASED',
      '',
      'FAIL',
      '0.00',
      '',
      '',
      'No',
      '',
      '',
    ],
    [
      ...said('2', 'unbiased'),
      '',
      '',
      'ERROR',
      '0.00',
      '',
      '',
      'It is gone.',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
      '',
    ],
    [
      ...said('3', 'unbiased'),
      '',
      '',
      'FAIL',
      '0.00',
      '',
      '',
      '',
      '',
      'UNBIASED',
      '',
      'PASS',
      '1.00',
      '',
      '',
      '',
      '',
      '',
    ],
  ];
  for (const delimiter of [',', ';']) {
    const { format, judgments } = await judged(csv(rows, delimiter));
    expect(format).toBe('promptfoo');
    expect(judgments).toMatchObject([
      {
        model: 'made:a',
        response: 'BIASED',
        completion: { reasoning: 'Hm.' },
        scenario: { givenId: '1', gold: 'biased', content: { text: { statement: 'The ferry 1 is late.' } } },
      },
      { model: 'made:b', response: 'UNBIASED' },
      { model: 'made:a', error: 'It is gone.' },
      { model: 'made:a', response: '' },
      { model: 'made:b', response: 'UNBIASED', scenario: { givenId: '3', gold: 'unbiased' } },
    ]);
    expect(JSON.parse(judgments[0]?.condition?.promptTemplates ?? '')).toEqual({
      importedFrom: 'results of promptfoo',
      judge: ask.replace('{{ scenario }}', '{{statement}}'),
    });
  }
});

it('of earlier versions has marks before its outputs', async () => {
  const rows = [
    ['scenario', 'gold', '[made:a] judge', '[made:a] judge in short'],
    ['The oar broke.', 'unbiased', '[PASS] UNBIASED', '[FAIL] Expected "biased"\n---\nUNBIASED, surely'],
    ['The mast broke.', 'biased', '[ERROR] No answer came.', '[PASS] [sic] BIASED'],
  ];
  const { format, judgments } = await judged(csv(rows));
  expect(format).toBe('promptfoo');
  expect(judgments).toMatchObject([
    { response: 'UNBIASED' },
    { response: 'UNBIASED, surely' },
    { error: 'No answer came.' },
    { response: '[sic] BIASED' },
  ]);
  // Prompts of which only names are known stay apart.
  expect(new Set(judgments.map(({ condition }) => condition?.promptHash)).size).toBe(2);
});

it('is distinguished from a table whose columns have brackets in their names', async () => {
  const { format } = await judged(
    csv([
      ['[Q1] scenario', 'scenario', 'gold', 'response', 'model'],
      ['x', 'The oar broke.', 'biased', 'BIASED', 'm'],
    ]),
  );
  expect(format).toBe('table');
});

it('may be in another encoding', async () => {
  const rows = [
    ['scenario', 'gold', `[made:a] ${ask}`, 'Status'],
    ['Zo\u00eb rowed.', 'unbiased', 'UNBIASED', 'PASS'],
  ];
  const bytes = Buffer.from(csv(rows), 'latin1');
  await withFile('results.csv', bytes, async (path) => {
    await expect(detectFormat(path)).rejects.toThrow('not UTF-8');
    const file = { encoding: 'windows-1252' };
    expect(await detectFormat(path, file)).toBe('promptfoo');
    const items = await allOf((await openAnswers(path, 'promptfoo', { file })).rows());
    expect(items).toMatchObject([
      { judgment: { scenario: { content: { text: { statement: 'Zo\u00eb rowed.' } } } } },
    ]);
  });
});
