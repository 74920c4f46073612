import { describe, expect, it } from 'vitest';
import { findScenarios, matchScenario } from './scenario-match.ts';
import type { ScenarioQuery, ScenarioRow } from './scenario-view.ts';

const series = [
  { model: 'a', attack: 'none', repeats: 2 },
  { model: 'b', attack: 'none', repeats: 2 },
  { model: 'a', attack: 'targeted', repeats: 2 },
];

/** Model a says biased, then unbiased under the attack; b was refused once and failed once. */
const row: ScenarioRow = {
  id: '0123456789abcdef',
  dataset: 'letters',
  category: 'vowels',
  variant: 'pro',
  gold: 'biased',
  control: false,
  excerpt: 'The letter Élan is the best of all letters.',
  outcomes: ['bb', 're', 'uu'],
  verdicts: 4,
  missed: 2,
  explanations: 0,
  agrees: 0,
  disagrees: 0,
  note: null,
};

const matches = (query: ScenarioQuery, changed: Partial<ScenarioRow> = {}) =>
  matchScenario({ ...row, ...changed }, query, series);

describe('matchScenario', () => {
  it('finds beginnings of words whatever their case and accents, all of them, or an id', () => {
    expect(matches({ q: 'LETT bes' })).toBe(true);
    expect(matches({ q: 'elan' })).toBe(true);
    expect(matches({ q: 'ÉLAN' })).toBe(true);
    expect(matches({ q: 'etters' })).toBe(false);
  });

  it('takes 16 hexadecimal digits for an id, which one scenario has', () => {
    expect(matches({ q: row.id })).toBe(true);
    expect(matches({ q: ` ${row.id.toUpperCase()} ` })).toBe(true);
    expect(matches({ q: row.id }, { id: 'f'.repeat(16), excerpt: row.id })).toBe(false);
  });

  it('finds everything for a blank query, and nothing for one without a letter or digit', () => {
    expect(matches({ q: '  ' })).toBe(true);
    expect(matches({ q: '?!' })).toBe(false);
  });

  it('considers the chosen models and attacks alone for an outcome', () => {
    expect(matches({ outcome: ['unbiased'] })).toBe(true);
    expect(matches({ outcome: ['unbiased'], attack: ['none'] })).toBe(false);
    expect(matches({ outcome: ['error'] })).toBe(true);
    expect(matches({ outcome: ['error'], model: ['a'] })).toBe(false);
  });

  it('finds where two models differ under one attack, and where an attack changed a verdict', () => {
    const outcomes = ['bb', 'uu', 'bb'];
    expect(matches({ differ: ['a', 'b'] }, { outcomes })).toBe(true);
    expect(matches({ differ: ['a', 'b'], attack: ['targeted'] }, { outcomes })).toBe(false);
    expect(matches({ differ: ['a', 'b'], model: ['a'] }, { outcomes })).toBe(true);
    expect(matches({ differ: ['a', 'b'] })).toBe(false);
    expect(matches({ changedBy: 'targeted' })).toBe(true);
    expect(matches({ changedBy: 'targeted', attack: ['none'] })).toBe(true);
    expect(matches({ changedBy: 'targeted', model: ['b'] })).toBe(false);
    expect(matches({ changedBy: 'targeted' }, { outcomes })).toBe(false);
  });

  it('finds what people noted', () => {
    const note = { starred: false, tags: ['odd'], comments: 1 };
    expect(matches({ noted: 'any' })).toBe(false);
    expect(matches({ noted: 'any' }, { note })).toBe(true);
    expect(matches({ noted: 'starred' }, { note })).toBe(false);
    expect(matches({ tag: ['odd', 'other'] }, { note })).toBe(true);
    expect(matches({ tag: ['other'] }, { note })).toBe(false);
  });

  it('distinguishes the kinds of disagreement', () => {
    expect(matches({ disagreement: 'attacks' })).toBe(true);
    expect(matches({ disagreement: 'models' })).toBe(false);
    expect(matches({ disagreement: 'models' }, { outcomes: ['bb', 'ub', 'bb'] })).toBe(true);
    expect(matches({ disagreement: 'repeats' })).toBe(false);
    expect(matches({ disagreement: 'repeats' }, { outcomes: ['bu', 'bb', 'bb'] })).toBe(true);
    expect(matches({ disagreement: 'gold' })).toBe(true);
    expect(matches({ disagreement: 'everybody-against-gold' })).toBe(false);
    expect(matches({ disagreement: 'everybody-against-gold' }, { outcomes: ['uu', '--', 'uu'] })).toBe(true);
    expect(matches({ disagreement: 'everybody-against-gold' }, { outcomes: ['rr', '--', 'ee'] })).toBe(false);
  });
});

describe('findScenarios', () => {
  const named = (id: string, outcomes: readonly string[], verdicts: number, missed: number) => ({
    ...row,
    id,
    outcomes,
    verdicts,
    missed,
  });
  const rows = [
    named('none', ['rr', '--', 'ee'], 0, 0),
    named('quarter', ['bb', '--', 'bu'], 4, 1),
    named('all', ['uu', '--', 'uu'], 4, 4),
    named('half', ['bb', '--', 'uu'], 4, 2),
  ];
  const ids = (query: ScenarioQuery) => findScenarios(rows, query, series).map(({ id }) => id);

  it('sorts by the share of verdicts against people, or by how near it is to a half', () => {
    expect(ids({})).toEqual(['none', 'quarter', 'all', 'half']);
    // Shares 1/4, 1, 1/2; without a verdict last.
    expect(ids({ sort: 'missed' })).toEqual(['all', 'half', 'quarter', 'none']);
    // Distances from a half 1/4, 1/2, 0.
    expect(ids({ sort: 'split' })).toEqual(['half', 'quarter', 'all', 'none']);
  });

  it('counts verdicts of the chosen models and attacks only', () => {
    const [, , , half] = findScenarios(rows, { attack: ['targeted'] }, series);
    expect(half).toMatchObject({ verdicts: 2, missed: 2 });
    // Under the attack: half and all 2 of 2, quarter 1 of 2.
    expect(ids({ attack: ['targeted'], sort: 'missed' })).toEqual(['all', 'half', 'quarter', 'none']);
    expect(ids({ attack: ['none'], sort: 'missed' })).toEqual(['all', 'quarter', 'half', 'none']);
  });
});

describe('the order in which models disagree most', () => {
  const named = (id: string, outcomes: readonly string[]): ScenarioRow => ({ ...row, id, outcomes });
  const order = (rows: readonly ScenarioRow[], query: ScenarioQuery = {}) =>
    findScenarios(rows, { sort: 'models', ...query }, series).map(({ id }) => id);

  it('counts pairs of models under one attack; an attack that turns all models is no disagreement', () => {
    const turned = named('turned', ['bb', 'bb', 'uu']);
    const apart = named('apart', ['bb', 'uu', 'bb']);
    const alone = named('alone', ['bb', 're', 'uu']);
    // Of four pairs of answers two differ.
    const half = named('half', ['bu', 'bb', 'bb']);
    expect(order([alone, turned, half, apart])).toEqual(['apart', 'half', 'turned', 'alone']);
    expect(order([alone, turned, half, apart], { attack: ['targeted'] })).toEqual([
      'alone',
      'turned',
      'half',
      'apart',
    ]);
  });
});
