import { describe, expect, it } from 'vitest';
import { type PreferenceEffect, type SelfPreference, selfPreferenceId } from './compute.ts';
import { preferenceTables } from './tables.ts';

const none = { estimate: null, low: null, high: null, p: null };
function tables(self: Partial<SelfPreference['self']>, family: Partial<SelfPreference['family']> = {}) {
  return preferenceTables({
    [selfPreferenceId]: {
      self: { gap: none, interaction: none, interactionOverFamily: none, ...self },
      family: { gap: none, interaction: none, ...family },
      raters: [
        { rater: 'a', own: 0.9, others: 0.7, estimate: 0.2, low: 0.1, high: 0.3 },
        { rater: 'b', own: 0.8, others: 0.85, estimate: -0.05, low: null, high: null },
        { rater: 'c', own: null, others: 0.5, ...none },
      ],
      n: 400,
      scenarios: 100,
    },
  });
}

const effect = (estimate: number, p: number | null): PreferenceEffect => ({
  estimate,
  low: estimate - 0.04,
  high: estimate + 0.04,
  p,
});
const notes = (...args: Parameters<typeof tables>) => tables(...args)[0]?.notes ?? [];

describe('preferenceTables', () => {
  it('answers in a sentence whether models prefer their own explanations', () => {
    expect(notes({ interaction: effect(0.052, 0.012) })[0]).toBe(
      'Models agree with their own explanations 5.2 points more often than with those of other models (95% interval +1.2 to +9.2, p 0.012): they prefer their own explanations, all else equal.',
    );
    expect(notes({ interaction: effect(-0.052, 0.012) })[0]).toContain(
      '5.2 points less often than with those of other models (95% interval −9.2 to −1.2, p 0.012): they prefer those of other models',
    );
    expect(notes({ interaction: effect(0.02, 0.3) })[0]).toContain('no preference beyond chance');
    expect(notes({ interaction: effect(0.0001, 1) })[0]).toContain('as often as with');
  });

  it('speaks of families where a family has two models', () => {
    const [own, family] = notes({ interaction: effect(0.05, 0.01) }, { interaction: effect(0.03, 0.2) });
    expect(own).toContain('those of other families');
    expect(family).toContain('explanations of their family’s other models 3.0 points more often');
  });

  it('answers within the family where all models are of one', () => {
    expect(notes({ interactionOverFamily: effect(0.05, 0.01) })[0]).toContain(
      'than with those of their family’s other models',
    );
  });

  it('says that it cannot be told, where it cannot', () => {
    expect(notes({})[0]).toContain('cannot be told');
    expect(tables({})[0]?.rows.at(-1)).toEqual(['own less those of other models', '—', '—']);
  });

  it('lists raters by gap, those that did not read their own explanations left out', () => {
    expect(tables({})[1]?.rows).toEqual([
      ['a', '90.0%', '70.0%', { text: '+20.0 [+10.0 to +30.0]', short: '+20.0' }],
      ['b', '80.0%', '85.0%', '−5.0'],
    ]);
  });

  it('is nothing where nothing was read', () => {
    expect(preferenceTables({})).toEqual([]);
  });
});
