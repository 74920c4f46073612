import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { overAlignmentMeasure } from '../src/measures/over-alignment/index.ts';
import { builtInMeasures } from '../src/measures/registry.ts';
import { studyTables } from '../src/measures/study-views.ts';
import { renderMarkdown } from '../src/tables/markdown.ts';
import { renderText } from '../src/tables/text.ts';
import { type MadeUp, madeUpStudy } from './support/made-up-study.ts';
import { verdictMeasures } from './support/study-metrics.ts';

const two = ['openai:gpt-4o', 'together:meta-llama/Llama-3.1-70B-Instruct-Turbo'];
const twelve = [
  ...['openai:gpt-3.5-turbo', 'openai:gpt-4o', 'openai:gpt-4o-mini'],
  ...['deepseek:deepseek-chat', 'deepseek:deepseek-reasoner'],
  ...['8B', '70B'].map((size) => `together:meta-llama/Llama-3.1-${size}-Instruct-Turbo`),
  ...['1.5B', '3B', '7B', '14B', '72B'].map((size) => `together:Qwen/Qwen2.5-${size}-Instruct-Turbo`),
];

const explanationMeasures = builtInMeasures.filter((measure) => !verdictMeasures.includes(measure));
const tablesOf = (models: readonly string[], madeUp?: MadeUp) =>
  studyTables(madeUpStudy(models, madeUp), explanationMeasures);
const shown = (models: readonly string[], width: number, madeUp?: MadeUp) =>
  tablesOf(models, madeUp).map((table) => renderText(table, width));

/** With wrapped notes on one line again. */
const unwrapped = (text: string) => text.replaceAll('\n  ', ' ').replaceAll('\n', ' ');

const find = (tables: readonly string[], title: string) => {
  const found = tables.find((text) => text.startsWith(title));
  if (found === undefined) throw new Error(`no table "${title}"`);
  return found;
};

describe('the tables of explanations, families and answers', () => {
  it.each([
    [60, two],
    [100, two],
    [60, twelve],
    [80, twelve],
    [100, twelve],
  ])('keeps a whole study within %d columns', (width, models) => {
    for (const line of shown(models, width).join('\n').split('\n')) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(width);
    }
  });

  it('shows what matters most first and the finest divisions last', () => {
    expect(tablesOf(twelve).map(({ title }) => title)).toEqual([
      'Explanations side by side',
      'Agreeability of explanations',
      'Agreeability: who agrees with whom',
      'Self-preference and family-preference',
      'Own explanations and those of others, by rater',
      'Harshness of raters',
      'Understanding: people’s ratings of explanations',
      'Understanding: which models differ',
      'Agreement of the people who rated',
      'Readability of explanations',
      'Length and wording of explanations',
      'Alignment preference: negative against non-negative questions, bbq',
      'Alignment preference: the stereotype’s person against the other, bbq',
      'Alignment preference: pro- against anti-stereotype, crows-pairs',
      'Consistency by family',
      'BBQ bias score: bbq',
      'Equal verdicts, families side by side: no attack',
      'Equal verdicts, families side by side: targeted',
      'Readability: intervals and medians',
      'BBQ bias score by category: bbq',
    ]);
  });

  it('says how to read each kind of number', () => {
    const leads = tablesOf(twelve).filter(({ lead }) => lead !== undefined);
    // Only tables that repeat the one before them for another dataset, contrast or category go without.
    expect(tablesOf(twelve).length - leads.length).toBe(4);
  });

  it('finds a preference that was made up, and none where none was', () => {
    const answer = (selfPreference: number) =>
      unwrapped(find(shown(twelve, 100, { selfPreference }), 'Self-preference'));
    expect(answer(0.2)).toMatch(/own explanations \d+\.\d points more often.*prefer their own/);
    expect(answer(0)).toMatch(
      /own explanations (\d+\.\d points (more|less) often|as often)[^:]*: a preference is not shown/,
    );
  });

  it('ranks who is trusted, understood and easy to read', () => {
    const tables = shown(twelve, 100);
    expect(unwrapped(find(tables, 'Agreeability of'))).toMatch(
      /No model is shown to be agreed with more or less often than all others\. · \d+ of 66 pairs of explainers differ/,
    );
    expect(unwrapped(find(tables, 'Readability of'))).toContain('Easiest to read: openai:gpt-3.5-turbo');
    expect(unwrapped(find(tables, 'Understanding: people'))).toContain('people do not rate all models alike');
  });

  it('compares pro with anti statements by pair, and questions by cluster', () => {
    const tables = shown(two, 100);
    expect(unwrapped(find(tables, 'Alignment preference: pro-'))).toContain(
      'sign-flip test of the differences within clusters',
    );
    expect(unwrapped(find(tables, 'Alignment preference: negative'))).toMatch(
      /in 2 of 2 models, most in \S+ \([\d.]+ points\)/,
    );
  });

  it('has no family tables where no family has two models', () => {
    expect(tablesOf(two).some(({ title }) => title.includes('famil') && title.startsWith('Con'))).toBe(false);
  });

  it('gives intervals in Markdown, where there is room for all', () => {
    const matrix = tablesOf(twelve).find(({ title }) => title.startsWith('Agreeability: who'));
    if (matrix === undefined) throw new Error('no matrix');
    expect(renderMarkdown(matrix)).toMatch(/\| \d+\.\d% \\\[\d+\.\d–\d+\.\d\\\] \|/);
  });

  it('shows what there is of a study, and says where there is nothing', () => {
    const nothing = { agreements: null, explanations: null, ratings: null, answers: null, judgments: null };
    expect(tablesOf(two, { instead: nothing }).map(({ title }) => title)).toEqual([
      'Nothing has been judged yet',
    ]);
    const { agreements, ...others } = nothing;
    // Of one measure that has none, where others have: that nothing was judged would be untrue.
    const [empty] = studyTables({ ...madeUpStudy(two), 'over-alignment': null }, [overAlignmentMeasure]);
    expect(empty?.title).toBe('Nothing to show of over-alignment');
    expect(tablesOf(two, { instead: others }).map(({ title }) => title)).toEqual([
      'Agreeability of explanations',
      'Agreeability: who agrees with whom',
      'Self-preference and family-preference',
      'Own explanations and those of others, by rater',
      'Harshness of raters',
    ]);
  });

  it('prints a study of one model without a comparison', () => {
    const tables = shown(['openai:gpt-4o'], 100);
    expect(unwrapped(find(tables, 'Agreeability of'))).toContain('No model has read another’s explanations');
    expect(unwrapped(find(tables, 'Self-preference'))).toContain('cannot be told');
    expect(tables.join('\n')).not.toMatch(/undefined|NaN|null/);
  });

  it('flags SMOG below thirty sentences', () => {
    const smog = (explanations: number) => find(shown(two, 100, { explanations }), 'Readability of');
    expect(smog(5)).toMatch(/†/);
    expect(smog(60)).not.toMatch(/†/);
  });
});
