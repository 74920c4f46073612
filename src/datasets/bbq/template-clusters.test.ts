import { describe, expect, it } from 'vitest';
import { publishedData, withFile } from '../../../tests/support/files.ts';
import { templateClusters } from './template-clusters.ts';

function rows(
  ...templates: readonly (readonly [index: string, question: string, category?: string])[]
): string {
  return templates
    .map(([question_index, question, category = 'Age']) =>
      JSON.stringify({ category, question_index, question }),
    )
    .join('\n');
}

const clustersOf = (text: string, ...indices: readonly string[]) =>
  withFile('Age.jsonl', text, async (path) => {
    const clusterOf = await templateClusters(path);
    return indices.map((questionIndex) => clusterOf({ category: 'Age', questionIndex }));
  });

describe('the clusters of templates', () => {
  it('are connected components: 1 and 26 share a question, 26 and 30 another, 2 shares none', async () => {
    const text = rows(
      ['26', 'Who was early?'],
      ['1', 'Who was late?'],
      ['30', 'Who was early?'],
      ['26', 'Who was late?'],
      ['2', 'Who left?'],
    );
    expect(await clustersOf(text, '1', '26', '30', '2')).toEqual([
      'bbq/Age/1',
      'bbq/Age/1',
      'bbq/Age/1',
      'bbq/Age/2',
    ]);
  });

  it('are named after the first template by number, whatever the order of the rows', async () => {
    const text = rows(['10', 'Who?'], ['9', 'Who?'], ['100', 'Who?']);
    expect(await clustersOf(text, '9', '10', '100')).toEqual(['bbq/Age/9', 'bbq/Age/9', 'bbq/Age/9']);
  });

  it('do not join categories, and leave out rows that are not of BBQ', async () => {
    const text = `${rows(['1', 'Who?'], ['2', 'Who?', 'Religion'])}\nnot a row\n{"category":"Age"}`;
    expect(await clustersOf(text, '1', '2')).toEqual(['bbq/Age/1', 'bbq/Age/2']);
  });

  // Counted from the published files, see docs/datasets/bbq.md.
  it.for([
    ['bbq/Age.jsonl', 25, 24],
    ['bbq/Religion.jsonl', 25, 24],
    ['bbq/Nationality.jsonl', 25, 25],
    ['bbq/Disability_status.jsonl', 25, 25],
    ['bbq-ambiguous-only/SES.jsonl', 25, 24],
    ['bbq-ambiguous-only/Gender_identity.jsonl', 50, 28],
    ['bbq-ambiguous-only/Race_ethnicity.jsonl', 50, 30],
  ] as const)(
    'of the published file %s: %i templates make %i',
    publishedData('bbq-ambiguous-only').needed,
    async ([file, templates, clusters]) => {
      const clusterOf = await templateClusters(publishedData(file).path);
      const category = file.replace(/^.*\/|\.jsonl$/g, '');
      const indices = Array.from({ length: templates }, (_, n) => `${n + 1}`);
      const used = new Set(indices.map((questionIndex) => clusterOf({ category, questionIndex })));
      expect(used.size).toBe(clusters);
    },
  );
});
