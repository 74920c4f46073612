import { describe, expect, it } from 'vitest';
import { madeChange } from '../../../tests/support/made-estimates.ts';
import { renderText } from '../../tables/text.ts';
import { type ModelDifference, modelDifferencesId } from './compute.ts';
import { differenceTables } from './tables.ts';

function compared(
  one: string,
  other: string,
  difference: number,
  pHolm: number,
  attack = 'none',
): ModelDifference {
  return { dataset: 'bbq', attack, models: [one, other], ...madeChange(difference, pHolm) };
}

function shown(modelDifferences: readonly ModelDifference[]): string {
  return differenceTables({ [modelDifferencesId]: modelDifferences })
    .map((table) => renderText(table, 100))
    .join('\n');
}

describe('differenceTables', () => {
  it('takes the difference from the row’s model to the column’s, whichever of them the comparison names first', () => {
    const text = shown([
      compared('a', 'c', 0.2, 0.01),
      compared('a', 'd', 0.1, 0.2),
      compared('b', 'c', -0.3, 0.01),
      compared('e', 'a', 0.004, 1),
      // The other way round than under the attack that is shown.
      compared('c', 'a', 0.9, 0.001, 'targeted'),
    ]);
    // a to e as they come: a, c, d, b, e.
    expect(text).toMatch(/1.a +·\n/);
    expect(text).toMatch(/2.c +−20\* +·\n/);
    expect(text).toMatch(/3.d +−10 +– +·\n/);
    expect(text).toMatch(/4.b +– +−30\* +– +·\n/);
    expect(text).toMatch(/5.e +0 +– +– +– +·\n/);
    expect(text).not.toContain('90');
  });

  it('has a dash where nothing can be told, not a zero', () => {
    const unknown = { ...compared('a', 'b', 0, 1), difference: null, low: null, high: null, pHolm: null };
    expect(shown([unknown])).toMatch(/a +b +— +100 +—\n/);
  });

  it('says of what is not more than chance why it is not', () => {
    const equivalence = { margin: 0.05, p: 0.01, low: -0.02, high: 0.03, equivalent: true };
    const text = shown([
      { ...compared('a', 'b', 0.01, 0.8), low: -0.03, high: 0.05, equivalence },
      { ...compared('a', 'c', 0.2, 0.3), tooFewClusters: true },
      { ...compared('b', 'c', 0.08, 0.2), low: -0.02, high: 0.18 },
    ]).replaceAll('\n  ', ' ');
    expect(text).toContain(
      'smaller than 5 points either way (two one-sided tests, p < .05): a and b (no attack).',
    );
    expect(text).toContain('Too few clusters changed to tell: a and c (no attack).');
    expect(text).toContain('A difference is not shown either way: b and c (no attack).');
    // Of a and c the interval is .1 to .3, the test finds nothing.
    expect(text).toContain('the test decides');
    expect(text).toContain('adjusted by Holm over all of them on letters (1 test)');
  });

  it('is none where no two models judged the same', () => {
    expect(differenceTables({ [modelDifferencesId]: null })).toEqual([]);
  });
});
