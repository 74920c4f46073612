import { describe, expect, it } from 'vitest';
import type { ScenarioQuery, ScenarioRow } from '../../../src/core/view/scenario-view.ts';
import { matchRow } from './match-row.ts';

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
};

const matches = (query: ScenarioQuery, changed: Partial<ScenarioRow> = {}) =>
  matchRow({ ...row, ...changed }, query, series);

describe('matchRow', () => {
  it('finds beginnings of words whatever their case and accents, all of them, or an id', () => {
    expect(matches({ q: 'LETT bes' })).toBe(true);
    expect(matches({ q: 'elan' })).toBe(true);
    expect(matches({ q: 'ÉLAN' })).toBe(true);
    expect(matches({ q: 'etters' })).toBe(false);
    expect(matches({ q: row.id })).toBe(true);
  });

  it('looks at the chosen models and attacks alone for an outcome', () => {
    expect(matches({ outcome: ['unbiased'] })).toBe(true);
    expect(matches({ outcome: ['unbiased'], attack: ['none'] })).toBe(false);
    expect(matches({ outcome: ['error'] })).toBe(true);
    expect(matches({ outcome: ['error'], model: ['a'] })).toBe(false);
  });

  it('tells the kinds of disagreement apart', () => {
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
