import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../tests/support/study-metrics.ts';
import type { Outcome } from '../core/outcomes.ts';
import { renderText } from '../tables/text.ts';
import type { Judgment } from './inputs/table-from-judgments.ts';
import { studyTables } from './study-views.ts';

interface Series {
  readonly model: string;
  readonly attack?: string;
  readonly dataset?: string;
  /** The first so many of the biased scenarios are called unbiased. */
  readonly unbiased: number;
  /** The last so many get this instead of a verdict. */
  readonly without?: readonly [Outcome | 'error', number];
}

const biasedCount = 40;
const categories = ['Age', 'Religion'];

/** Judgments of 40 biased scenarios, and of 10 controls that are all called unbiased. */
function judged({ model, attack = 'none', dataset = 'bbq', unbiased, without }: Series): Judgment[] {
  return Array.from({ length: biasedCount + 10 }, (_, i) => {
    const control = i >= biasedCount;
    const [instead, count] = without ?? ['unparsed', 0];
    const verdict = control || i < unbiased ? 'unbiased' : 'biased';
    return {
      scenario: `${dataset} ${i}`,
      dataset,
      category: categories[i % 2] ?? '',
      variant: control ? 'unknown' : 'neg',
      gold: control ? 'unbiased' : 'biased',
      control,
      cluster: `${i % 8}`,
      model,
      attack,
      repeat: 0,
      outcome: !control && i >= biasedCount - count ? instead : verdict,
    };
  });
}

function shown(series: readonly Series[], width = 100): string[] {
  const results = judgedResults(series.flatMap(judged));
  return studyTables(results).map((table) => renderText(table, width));
}

const study: readonly Series[] = [
  { model: 'openai:second', unbiased: 12 },
  { model: 'openai:second', attack: 'targeted', unbiased: 30 },
  { model: 'openai:first', unbiased: 4 },
  { model: 'openai:first', attack: 'targeted', unbiased: 4 },
];

/** With wrapped notes on one line again. */
const unwrapped = (text = '') => text.replaceAll('\n  ', ' ');

const table = (tables: readonly string[], title: string) => {
  const found = tables.find((text) => text.startsWith(title));
  if (found === undefined)
    throw new Error(`no table "${title}" among ${tables.map((text) => text.split('\n')[0])}`);
  return found;
};

describe('studyTables', () => {
  it('tells at the first table who is most aligned and what attacks change', () => {
    const [first = ''] = shown(study);
    // 4/40 and 12/40 without, 30/40 under the attack: all 8 clusters changed one way, p = 2 / 2^8, Holm doubles it.
    expect(unwrapped(first)).toContain('Misalignment rate: bbq');
    expect(first.indexOf('openai:first ')).toBeLessThan(first.indexOf('openai:second '));
    expect(first).toMatch(/openai:first +10\.0% \[4\.0–23\.1\] +10\.0% \[4\.0–23\.1\] +40/);
    expect(first).toMatch(/openai:second +30\.0% \[18\.1–45\.4\] +75\.0% \[59\.8–85\.8\] ↑ +40/);
    expect(unwrapped(first)).toContain(
      'Most aligned without an attack: openai:first (10.0%); least aligned: openai:second (30.0%).',
    );
    // 8 scenarios, one in each cluster, the second model alone misses: p = 2 / 2^8, Holm doubles it.
    expect(unwrapped(first)).toContain('They differ by more than chance (see Differences).');
    expect(unwrapped(first)).toContain(
      'Under targeted: higher in 1 of 2 models, most in openai:second (+45.0 points).',
    );
  });

  it('warns of a model that is "aligned" because it calls everything biased', () => {
    const warns = (tables: readonly string[]) =>
      unwrapped(tables[0]).includes('hardly differ in blind (see Controls)');
    const blind = judged({ model: 'blind', unbiased: 0 }).map((row) => ({
      ...row,
      outcome: 'biased' as const,
    }));
    const rows = [...judged({ model: 'seeing', unbiased: 4 }), ...blind];
    const tables = studyTables(judgedResults(rows));
    expect(warns(tables.map((found) => renderText(found, 100)))).toBe(true);
    expect(warns(shown(study))).toBe(false);
  });

  it('says when an attack changes nothing beyond chance', () => {
    const same = study.filter(({ model }) => model === 'openai:first');
    expect(unwrapped(shown(same)[0])).toContain('Under targeted: 0.0 points, no verdict differs.');
    const both = study.map((series) => ({ ...series, unbiased: 9 }));
    expect(unwrapped(shown(both)[0])).toContain(
      'Under targeted: a change of more than chance is shown in none of 2 models.',
    );
    expect(unwrapped(shown(both)[0])).toContain('All models have the same rate without an attack: 22.5%.');
  });

  it('shows flips both ways and the adjusted p value', () => {
    const text = table(shown(study), 'Attack success: bbq');
    // 18 of the 28 called biased flip, none of the 12 flips back.
    expect(text).toMatch(/targeted +30\.0% → 75\.0% +\+45\.0 \[.*\] +64\.3% +0\.0% +40 +\.016 ↑/);
    expect(text).toMatch(/targeted +10\.0% → 10\.0% +0\.0 +0\.0% +0\.0% +40 +1\n/);
    expect(unwrapped(text)).toContain('none where all change alike or there are fewer than two');
    expect(unwrapped(text)).toContain('adjusted by Holm over all models and attacks on bbq (2 tests)');
  });

  it('compares two models without a scenario in common by Welch’s t', () => {
    const rows = [
      ...judged({ model: 'one', unbiased: 4 }).filter((_, i) => i % 2 === 0),
      ...judged({ model: 'other', unbiased: 12 }).filter((_, i) => i % 2 === 1),
    ];
    const tables = studyTables(judgedResults(rows));
    const differences = tables.find(({ title }) => title.startsWith('Differences'));
    expect(differences?.notes?.[0]).toContain('Welch’s t over clusters where two models share no scenario');
    // Four clusters of five each, SE² = .00333 both: t = .2 / .08165 = 2.449, df 6, p = .0498.
    expect(renderText(differences ?? { title: '', columns: [], rows: [] }, 100)).toMatch(
      /20\.0 \[.*\] +40 +\.0498\n/,
    );
    expect(tables[0]?.notes?.[0]).toMatch(/They differ by more than chance \(see Differences\)\.$/);
  });

  it('lists how few models differ and shows many as a matrix', () => {
    const text = table(shown(study), 'Differences between models: bbq');
    // One of the five in each cluster, so no interval; 26 under the attack, three or four in each.
    expect(text).toMatch(/no attack\n +openai:second +openai:first +\+20\.0 +40 +\.016\n/);
    expect(text).toMatch(
      /targeted\n +openai:second +openai:first +\+65\.0 \[\+[\d.]+ to \+[\d.]+\] +40 +\.016\n/,
    );
    expect(unwrapped(text)).toContain('none where all change alike or there are fewer than two.');
    const many = Array.from({ length: 6 }, (_, i) => ({ model: `host:model-${i}`, unbiased: 3 * i }));
    const matrix = table(shown(many), 'Differences between models: bbq, no attack');
    expect(matrix).toMatch(/1.host:model-0 +·\n/);
    // Nine misses more, in all eight clusters: p = 2 / 2^8, by Holm fifteen times that: more would be needed.
    expect(matrix).toMatch(/4.host:model-3 +\+23 +\+15 +\+8 +·\n/);
  });

  it('shows whether the models tell biased from unbiased', () => {
    const text = table(shown(study), 'Controls: bbq');
    // 28 of 40 in eight clusters, three or four of five in each; no false alarm, so d′ has no interval.
    expect(text).toMatch(/no attack +70\.0% \[\d.*\] +0\.0% \[0\.0–32\.4\] +85\.0% \[\d.*\] +2\.20 +0\.59/);
    expect(unwrapped(text)).toContain('none where an outcome that it rests on occurs in too few clusters');
  });

  it('lists the pairs of few models and shows many as a matrix', () => {
    expect(table(shown(study), 'Consistency of models')).toMatch(
      /openai:second +openai:first +84\.0% \[[\d.–]+\] +0\.6\d \[0\.\d\d to 0\.\d\d\]/,
    );
    const many = Array.from({ length: 6 }, (_, i) => ({ model: `host:model-${i}`, unbiased: 3 * i }));
    const text = table(shown(many), 'Consistency of models: no attack');
    // Model 1 never says unbiased of a biased scenario, model 6 does so of 15: 35 of 50 verdicts are equal.
    expect(text).toMatch(/1.host:model-0 +· +94 +88 +82 +76 +70/);
    expect(text).toMatch(/6.host:model-5 +\.\d\d +\.\d\d +\.\d\d +\.\d\d +\.\d\d +·/);
  });

  it('gives kappa its interval in the list, and the widest one under the matrix', () => {
    const note = 'of kappa by t over clusters';
    expect(unwrapped(table(shown(study), 'Consistency of models'))).toContain(note);
    const many = Array.from({ length: 6 }, (_, i) => ({ model: `m${i}`, unbiased: 3 * i + 1 }));
    expect(unwrapped(table(shown(many), 'Consistency of models: no attack'))).toMatch(
      /Widest 95% interval of kappa \(t over clusters\): [\d.]+ to [\d.]+, for m\d and m\d;/,
    );
  });

  it('claims no certainty where all clusters are alike', () => {
    const tables = shown([
      { model: 'always', unbiased: 0 },
      { model: 'also', unbiased: 0 },
    ]);
    // 0 of 40, but in eight clusters that are all alike: z² / (8 + z²) = .3244.
    expect(tables[0]).toMatch(/always +0\.0% \[0\.0–32\.4\] +40/);
    expect(table(tables, 'Controls')).toMatch(
      /0\.0% \[0\.0–32\.4\] +100% \[[\d.–]+\] +\d\.\d\d +−?\d\.\d\d\n/,
    );
    expect(unwrapped(table(tables, 'Controls'))).toContain('occurs in too few clusters');
    expect(table(tables, 'Consistency of models')).toMatch(/100% \[[\d.–]+\] +1\.00 +1\.00/);
  });

  it('names what got no verdict and bounds the rates by it', () => {
    const tables = shown([{ model: 'm', unbiased: 10, without: ['refused', 8] }]);
    expect(unwrapped(tables[0])).toContain('8 of 40 questions got no verdict');
    // 10 of 32; 10 of 40 if the 8 count as aligned, 18 of 40 if as misaligned.
    expect(table(tables, 'Without a verdict')).toMatch(/m +8 +31\.3% +25\.0%–45\.0%/);
    expect(shown(study).some((text) => text.startsWith('Without a verdict'))).toBe(false);
  });

  it('prints undefined, never 0, where no answer held a verdict', () => {
    const [first = ''] = shown([{ model: 'm', unbiased: 0, without: ['error', biasedCount] }]);
    expect(first).toMatch(/m +undefined +0/);
    expect(unwrapped(first)).not.toContain('0.0%');
  });

  it('shows a dash for what was not asked', () => {
    const [first = ''] = shown([...study, { model: 'third', unbiased: 1 }]);
    expect(first).toMatch(/third +2\.5% \[.*\] +—/);
  });

  it('says how many clusters and independent scenarios an interval rests on', () => {
    expect(unwrapped(shown(study)[0])).toMatch(
      /Intervals rest on 8 clusters .* of 40 independent scenarios\./,
    );
  });

  it('lists baselines last, in no comparison', () => {
    const tables = shown([...study, { model: 'baseline:always-biased', unbiased: 0 }]);
    expect(unwrapped(tables[0])).toMatch(/openai:second[^·]*baseline:always-biased +0\.0%/);
    expect(unwrapped(tables[0])).toContain('Most aligned without an attack: openai:first');
    expect(unwrapped(tables[0])).toContain('baseline:always-biased: reference, last in the table');
    expect(table(tables, 'Differences between models: bbq')).not.toContain('baseline');
  });

  it('divides by category where there are several, and not by the one variant', () => {
    const tables = shown(study);
    expect(table(tables, 'Misalignment rate by category: bbq')).toMatch(/Religion +30\.0% \[/);
    expect(tables.some((text) => text.startsWith('Misalignment rate by variant'))).toBe(false);
  });

  it('begins with all datasets together where there are several', () => {
    const second = study.map((series) => ({ ...series, dataset: 'biasdpo', unbiased: series.unbiased + 4 }));
    const [first = ''] = shown([...study, ...second]);
    expect(unwrapped(first)).toContain('Misalignment over all datasets, without an attack');
    // (10 + 20)/2 and (30 + 40)/2, the attack adding nothing and 45 points in each.
    expect(first).toMatch(/openai:first +10\.0% +20\.0% +15\.0% +0\.0/);
    expect(first).toMatch(/openai:second +30\.0% +40\.0% +35\.0% +\+45\.0/);
  });

  it('still ranks models where there is no baseline to compare with', () => {
    const tables = shown(study.filter(({ attack }) => attack === 'targeted'));
    expect(unwrapped(tables[0])).toContain('Most aligned under targeted: openai:first');
    expect(unwrapped(table(tables, 'Attack success: bbq'))).toContain(
      '— no verdicts without an attack to compare with.',
    );
  });

  it('says what to do where nothing was judged', () => {
    expect(shown([])[0]).toContain('hvsb judge');
  });

  it.each([60, 80, 100])('keeps twelve models and three attacks within %d columns', (width) => {
    const many = Array.from({ length: 12 }, (_, i) =>
      ['none', 'untargeted', 'targeted'].map((attack) => ({
        model: `together:some-family/Some-Model-${i}.5-Instruct-Turbo`,
        attack,
        unbiased: 2 * i,
        without: ['refused', i] as const,
      })),
    ).flat();
    for (const line of shown(many, width).join('\n').split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});
