import { describe, expect, it } from 'vitest';
import { type PreferenceEffect, type SelfPreference, selfPreferenceId } from './compute.ts';
import { preferenceTables } from './tables.ts';

const none = { estimate: null, low: null, high: null };
function tables(self: Partial<SelfPreference['self']>, family: Partial<SelfPreference['family']> = {}) {
  return preferenceTables({
    [selfPreferenceId]: {
      self: { gap: none, interaction: null, interactionOverFamily: null, ...self },
      family: { gap: none, interaction: null, ...family },
      raters: [
        { rater: 'a', own: 0.9, others: 0.7, estimate: 0.2, low: 0.1, high: 0.3 },
        { rater: 'b', own: 0.8, others: 0.85, estimate: -0.05, low: null, high: null },
        { rater: 'c', own: null, others: 0.5, ...none },
      ],
      n: 400,
      clusters: 100,
    },
  });
}

function effect(size: number, p: number, stated = p < 0.05): PreferenceEffect {
  const scale = { effect: size, low: size - 0.04, high: size + 0.04, p, pHolm: p };
  return {
    logistic: scale,
    linear: scale,
    stated,
    refusals: { asDisagree: size - 0.01, asAgree: size + 0.01 },
  };
}
const notes = (...args: Parameters<typeof tables>) => tables(...args)[0]?.notes ?? [];

describe('preferenceTables', () => {
  it('answers in a sentence whether models prefer their own explanations', () => {
    expect(notes({ interaction: effect(0.052, 0.012) })[0]).toBe(
      'Models agree with their own explanations 5.2 points more often than with those of other models (95% interval +1.2 to +9.2, p .012): they prefer their own explanations, all else equal.',
    );
    expect(notes({ interaction: effect(-0.052, 0.012) })[0]).toContain(
      '5.2 points less often than with those of other models (95% interval −9.2 to −1.2, p .012): they prefer those of other models',
    );
    expect(notes({ interaction: effect(0.02, 0.3) })[0]).toContain('a preference is not shown');
    expect(notes({ interaction: effect(0.0001, 1) })[0]).toContain('as often as with');
    // One scale alone is not enough.
    expect(notes({ interaction: effect(0.052, 0.012, false) })[0]).toContain('a preference is not shown');
  });

  it('says how far refusals could move it, and names the family of the p values', () => {
    const shown = notes({ interaction: effect(0.05, 0.01) }, { interaction: effect(0.03, 0.2) });
    expect(shown[2]).toContain(
      'as DISAGREE the preference for own explanations is +4.0 points, as AGREE +6.0',
    );
    expect(shown[3]).toContain('adjusted by Holm for 2 comparisons (the effects of this table');
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
    expect(tables({})[0]?.rows.at(-1)).toEqual(['own less those of other models', '—', '—', '—', '—']);
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
