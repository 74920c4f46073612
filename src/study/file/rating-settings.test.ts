import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../errors/errors.ts';
import { ratingSettingsOf } from '../../store/contract/rating-scale.ts';
import { pageStudy } from './load-study.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-rating-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The settings of a file of this text, beside other files. */
async function settings(text: string, files: Readonly<Record<string, string>> = {}) {
  for (const [name, content] of Object.entries({ ...files, 'rating.yaml': text })) {
    await writeFile(join(folder, name), content);
  }
  const { rating } = await pageStudy({ settings: join(folder, 'rating.yaml'), store: 'x.db' });
  return ratingSettingsOf({ ratingLabels: async () => null }, rating);
}

const gold = '- { scenario: A., explanation: B., right: [yes, 2] }\n';

describe('settings of a rating', () => {
  it('are read from a file, with texts and items of other files beside it', async () => {
    const read = await settings(
      'ratersPerItem: 2\nguidelines: { file: g.md }\ngold: { file: gold.yaml }\nconsent: I agree.\n',
      { 'g.md': '# Read\n', 'gold.yaml': gold },
    );
    expect(read).toMatchObject({
      ...{ what: 'explanations', ratersPerItem: 2, guidelines: '# Read', consent: 'I agree.' },
      gold: [
        { scenario: { kind: 'statement', statement: 'A.' }, explanation: 'B.', right: [3, 2], reason: '' },
      ],
      ...{ training: [], attention: [], holdMinutes: 20, prolific: null },
    });
  });

  it('have items of every kind of text', async () => {
    const read = await settings(
      `attention:
  - { scenario: { context: C., question: Q?, answer: A. }, explanation: E., right: 1 }
  - { scenario: { prompt: P., completion: R. }, explanation: E., right: no }
`,
    );
    expect(read.attention?.map(({ scenario, right }) => [scenario.kind, right])).toEqual([
      ['answer', [1]],
      ['conversation', [1]],
    ]);
  });

  it('ask about scenarios without explanations, by biased and unbiased', async () => {
    const text = 'what: scenarios\ngold:\n  - { scenario: A., right: biased }\n';
    await writeFile(join(folder, 'rating.yaml'), text);
    const { rating } = await pageStudy({ settings: join(folder, 'rating.yaml'), store: 'x.db' });
    expect(rating.guidelines).toContain('no rule');
    const asked = { ...rating, labels: ['biased', 'unbiased'] };
    const { gold: items } = await ratingSettingsOf({ ratingLabels: async () => null }, asked);
    expect(items).toMatchObject([{ explanation: null, right: [1] }]);
  });

  it.each([
    [
      'ratersPerItm: 2\n',
      {},
      ['rating.yaml:1', 'There is no setting "ratersPerItm"', 'Did you mean "ratersPerItem"'],
    ],
    ['ratersPerItem: 0\n', {}, ['rating.yaml:1', '"ratersPerItem" cannot be used']],
    ['guidelines: { file: nothing.md }\n', {}, ['nothing.md', '"guidelines"', 'no such file']],
    ['consent: { file: e.md }\n', { 'e.md': ' \n' }, ['e.md', '"consent" is empty']],
    ['gold: { file: none.yaml }\n', {}, ['none.yaml', 'There is no file of items']],
    ['gold: { file: g.yaml }\n', { 'g.yaml': '- [' }, ['g.yaml', 'not valid YAML']],
    [
      'gold: { file: g.yaml }\n',
      { 'g.yaml': '- { scenario: A., explanation: B. }\n' },
      ['g.yaml:1', 'right'],
    ],
    [
      'gold: { file: g.yaml }\n',
      { 'g.yaml': `${gold}- { scenario: A., explanation: B., right: maybe }\n` },
      ['g.yaml, item 2, field "right"', '3 or "yes"', '"maybe"'],
    ],
    [
      'gold: { file: g.yaml }\n',
      { 'g.yaml': '- { scenario: A., explanation: B., right: 4 }\n' },
      ['item 1, field "right"', 'found:    4'],
    ],
    ['gold: [{ scenario: A., right: 1 }]\n', {}, ['rating.yaml, gold, item 1, field "explanation"']],
    ['training: [{ scenario: A., explanation: B., right: 1 }]\n', {}, ['training, item 1, field "reason"']],
    ['what: scenarios\nlabels: [no, yes]\n', {}, ['field "labels"', 'no, yes']],
    [
      'what: scenarios\ngold: [{ scenario: A., explanation: B., right: 1 }]\n',
      {},
      ['field "explanation"', 'no such field'],
    ],
    ['prolific: { completionCode: "not a code!" }\n', {}, ['rating.yaml:1', 'prolific.completionCode']],
  ])('of %j name the file, the field, what was expected and what was found', async (text, files, said) => {
    const error = await settings(text, files).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    for (const part of said) expect(error instanceof UsageError && error.describe()).toContain(part);
  });
});
