import { describe, expect, it } from 'vitest';
import { renderText } from '../../tables/text.ts';
import { type ModelDifference, modelDifferencesId } from './compute.ts';
import { differenceTables } from './tables.ts';

function compared(one: string, other: string, difference: number, pHolm: number, attack = 'none') {
  const bounds = { low: difference - 0.1, high: difference + 0.1, standardError: 0.05 };
  const counts = { n: 40, clusters: 8, toUnbiased: 3, toBiased: 1 };
  return {
    dataset: 'bbq',
    attack,
    models: [one, other],
    difference,
    ...bounds,
    ...counts,
    p: pHolm,
    pHolm,
  } satisfies ModelDifference;
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
    expect(shown([unknown])).toMatch(/a +b +— +40 +—\n/);
  });

  it('is none where no two models judged the same', () => {
    expect(differenceTables({ [modelDifferencesId]: null })).toEqual([]);
  });
});
