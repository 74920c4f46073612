import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../../tests/support/study-metrics.ts';
import { figureThemes } from '../../charts/figure.ts';
import { matchedCategory, matchedCategoryFigures } from './matched-categories.ts';

const judged = (dataset: string, category: string, model: string, scenario: number) => ({
  scenario: `${dataset} ${category} ${scenario}`,
  dataset,
  category,
  variant: 'v',
  gold: 'biased' as const,
  control: false,
  cluster: `${scenario}`,
  model,
  attack: 'none',
  repeat: 0,
  outcome: scenario === 0 ? ('unbiased' as const) : ('biased' as const),
});

const categories = [
  ['bbq', 'Race_ethnicity'],
  ['bbq', 'Age'],
  ['crows-pairs', 'race-color'],
  ['crows-pairs', 'age'],
  ['stereoset', 'race'],
  ['stereoset', 'profession'],
] as const;
const results = judgedResults(
  categories.flatMap(([dataset, category]) =>
    ['x:a', 'x:b'].flatMap((model) => [0, 1, 2, 3].map((n) => judged(dataset, category, model, n))),
  ),
);
const place = { theme: figureThemes.print, width: 720 };

describe('matchedCategory', () => {
  it('has one name for what datasets call differently, and leaves other names as they are', () => {
    expect(['race', 'race-color', 'Ethnicity', 'Race_ethnicity'].map(matchedCategory)).toEqual(
      Array(4).fill('race'),
    );
    expect(['SES', 'socioeconomic'].map(matchedCategory)).toEqual(Array(2).fill('socioeconomic status'));
    // A category of two kinds is neither.
    expect(matchedCategory('Race_x_gender')).toBe('race x gender');
  });
});

describe('matchedCategoryFigures', () => {
  const [figure] = matchedCategoryFigures(results, place);

  it('puts the categories that several datasets have beside each other, and says which were matched', () => {
    expect(new Set(figure?.rows.map(([kind, dataset]) => `${kind} ${dataset}`))).toEqual(
      new Set(['race bbq', 'race crows-pairs', 'race stereoset', 'age bbq', 'age crows-pairs']),
    );
    expect(figure?.lead).toContain(
      'race is Race_ethnicity of bbq, race-color of crows-pairs and race of stereoset',
    );
    expect(figure?.rows[0]?.slice(0, 6)).toEqual(['race', 'bbq', 'Race_ethnicity', 'x:a', 'none', 0.25]);
    expect(figure?.description).toContain('Race_ethnicity of bbq');
  });

  it('is not there where no category is in two datasets', () => {
    const one = judgedResults([0, 1, 2, 3].map((n) => judged('bbq', 'Age', 'x:a', n)));
    expect(matchedCategoryFigures(one, place)).toEqual([]);
  });
});
