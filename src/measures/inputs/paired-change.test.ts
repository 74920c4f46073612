import { describe, expect, it } from 'vitest';
import { madeChange } from '../../../tests/support/made-estimates.ts';
import { adjustFamily, conclusionOf, testAndIntervalDisagree } from './paired-change.ts';

describe('adjustFamily', () => {
  it('adjusts by Holm and names the family', () => {
    const changes = [0.01, 0.04, 0.03, 0.005].map((p) =>
      madeChange(0.1, p, { effectiveChangedClusters: 15 }),
    );
    const adjusted = adjustFamily(changes, 'made: all');
    expect(adjusted.map(({ pHolm }) => pHolm)).toEqual([0.03, 0.06, 0.06, 0.02]);
    // SE .05 of all, 19 degrees: t(1 - .05/4/2) + t(.8) = 2.750 + .861; 15 up and 5 down of 100, so SE² · (δ + .1 - δ²) / .19.
    expect(adjusted[0]?.family).toMatchObject({ name: 'made: all', tests: 4 });
    const detected = adjusted[0]?.family?.smallestDetectable ?? 0;
    const error = 0.05 * Math.sqrt((detected + 0.1 - detected ** 2) / 0.19);
    expect(Math.abs(detected - error * (2.75 + 0.861))).toBeLessThan(0.001);
    expect(detected).toBeCloseTo(0.215, 2);
  });

  it('leaves out what was not tested', () => {
    const untested = madeChange(0, 0, { difference: null, p: null, test: null });
    const [one, none] = adjustFamily([madeChange(0.1, 0.04), untested], 'made');
    expect(one).toMatchObject({ pHolm: 0.04, family: { tests: 1 } });
    expect(none).toMatchObject({ pHolm: null, family: null });
  });

  it('finds too few clusters by what Holm would have asked for', () => {
    // One of three is rejected, so the others need .05 / 2: 2^-5 = .03125 is too much, 2^-6 is not.
    const few = (changedClusters: number) => madeChange(0.1, 0.3, { changedClusters });
    const [found, six, seven] = adjustFamily([madeChange(0.1, 0.001), few(6), few(7)], 'made');
    expect(found?.tooFewClusters).toBe(false);
    expect(six?.tooFewClusters).toBe(true);
    expect(seven?.tooFewClusters).toBe(false);
  });
});

describe('conclusionOf', () => {
  const equivalence = { margin: 0.05, p: 0.01, low: -0.02, high: 0.03, equivalent: true };

  it.each([
    ['higher', madeChange(0.1, 0.01)],
    ['lower', madeChange(-0.1, 0.01)],
    // More than chance is more than chance, however small.
    ['higher', madeChange(0.01, 0.01, { equivalence })],
    ['equivalent', madeChange(0.01, 0.5, { equivalence })],
    ['unchanged', madeChange(0, 1, { toUnbiased: 0, toBiased: 0 })],
    ['too-few-clusters', madeChange(0.1, 0.3, { tooFewClusters: true })],
    ['not-shown', madeChange(0.1, 0.3)],
    ['not-shown', madeChange(0.1, 0.3, { equivalence: { ...equivalence, equivalent: false } })],
    [null, madeChange(0.1, 0.3, { pHolm: null })],
  ] as const)('says %s', (conclusion, change) => {
    expect(conclusionOf(change)).toBe(conclusion);
  });
});

describe('testAndIntervalDisagree', () => {
  it('holds where only one of them leaves out 0', () => {
    expect(testAndIntervalDisagree(madeChange(0.2, 0.01))).toBe(false);
    expect(testAndIntervalDisagree(madeChange(0.2, 0.3))).toBe(true);
    expect(testAndIntervalDisagree(madeChange(0.05, 0.01))).toBe(true);
    expect(testAndIntervalDisagree(madeChange(0.05, 0.3))).toBe(false);
  });
});
