import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactLetters, holmAdjust } from './multiple-comparisons.ts';

const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

describe('holmAdjust', () => {
  // Sorted: .005·4 = .02, .01·3 = .03, .03·2 = .06, .04·1 = .04 raised to .06.
  it('gives for .01 .04 .03 .005 the values .03 .06 .06 .02', () => {
    expect(holmAdjust([0.01, 0.04, 0.03, 0.005])).toEqual(closeTo([0.03, 0.06, 0.06, 0.02]));
  });

  // statsmodels' multipletests with method "holm".
  it('treats ties alike and keeps the order given', () => {
    expect(holmAdjust([0.001, 0.2, 0.2, 0.9, 0.011])).toEqual(closeTo([0.005, 0.6, 0.6, 0.9, 0.044]));
  });

  it('leaves one comparison alone and none empty', () => {
    expect(holmAdjust([0.2])).toEqual([0.2]);
    expect(holmAdjust([])).toEqual([]);
  });

  it('never lowers a p value, never passes 1, and keeps the ranking', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (pValues) => {
        const adjusted = holmAdjust(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (const [j, other] of pValues.entries()) {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? Number.NaN);
          }
        }
      }),
    );
  });
});

const differing = (pairs: readonly (readonly [number, number])[]) => (one: number, other: number) =>
  pairs.some(([a, b]) => (a === one && b === other) || (a === other && b === one));

describe('compactLetters', () => {
  it('gives all the same letter where nothing differs, and each its own where all do', () => {
    expect(compactLetters(3, () => false)).toEqual(['a', 'a', 'a']);
    expect(compactLetters(3, () => true)).toEqual(['a', 'b', 'c']);
    expect(compactLetters(0, () => true)).toEqual([]);
  });

  it('gives two letters to one that differs from neither of two that differ', () => {
    expect(compactLetters(3, differing([[0, 2]]))).toEqual(['a', 'ab', 'b']);
  });

  it('follows the worked example of Piepho (2004): 1-7, 1-8, 2-4, 2-5, 2-7, 2-8, 3-4, 3-5, 3-7, 3-8 differ', () => {
    const pairs = [
      [1, 7],
      [1, 8],
      [2, 4],
      [2, 5],
      [2, 7],
      [2, 8],
      [3, 4],
      [3, 5],
      [3, 7],
      [3, 8],
    ] as const;
    const letters = compactLetters(8, differing(pairs.map(([a, b]) => [a - 1, b - 1] as const)));
    // {1, 2, 3, 6}, {1, 4, 5, 6}, {4, 5, 6, 7, 8}.
    expect(letters).toEqual(['ab', 'a', 'a', 'bc', 'bc', 'abc', 'c', 'c']);
  });

  it('lets two items share a letter exactly where they do not differ', () => {
    const cases = fc
      .integer({ min: 1, max: 7 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)))),
      );
    fc.assert(
      fc.property(cases, ([count, pairs]) => {
        const differs = differing(pairs.filter(([a, b]) => a !== b));
        const letters = compactLetters(count, differs);
        for (let one = 0; one < count; one += 1) {
          expect(letters[one]).not.toBe('');
          for (let other = one + 1; other < count; other += 1) {
            const share = [...(letters[one] ?? '')].some((each) => letters[other]?.includes(each));
            expect(share).toBe(!differs(one, other));
          }
        }
      }),
    );
  });
});
