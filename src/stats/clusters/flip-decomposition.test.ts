import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipDecomposition, refusalBounds } from './flip-decomposition.ts';
import { rateInterval } from './rate-interval.ts';

const anyFlips = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.nat(30)).map(([pairs, harmful, beneficial]) => ({
      pairs,
      harmful: Math.min(harmful, pairs),
      beneficial: Math.min(beneficial, pairs - Math.min(harmful, pairs)),
    })),
    { minLength: 2, maxLength: 25 },
  )
  .map((clusters) => ({
    pairs: clusters.map(({ pairs }) => pairs),
    harmful: clusters.map(({ harmful }) => harmful),
    beneficial: clusters.map(({ beneficial }) => beneficial),
  }));

describe('flipDecomposition', () => {
  // 40 pairs: 9 harmful, 4 beneficial, so churn 13 and a net 5; d = 3, 1, -1, 2: choices of signs with |sum| ≥ 5: 6 of 16.
  it('splits a change into its two directions', () => {
    const flips = { pairs: [10, 10, 10, 10], harmful: [3, 2, 1, 3], beneficial: [0, 1, 2, 1] };
    const { harmful, beneficial, churn, difference, test } = flipDecomposition([flips]);
    expect([harmful.rate, beneficial.rate, churn.rate, difference.difference]).toEqual([
      0.225, 0.1, 0.325, 0.125,
    ]);
    expect(test.p).toBe(0.375);
    expect(harmful).toEqual(rateInterval([{ sizes: flips.pairs, sums: flips.harmful }]));
  });

  it('tells as many changes each way from no change', () => {
    const balanced = flipDecomposition([{ pairs: [10, 10, 10], harmful: [2, 3, 1], beneficial: [1, 2, 3] }]);
    expect([balanced.difference.difference, balanced.churn.rate]).toEqual([0, 0.4]);
    const unchanged = flipDecomposition([{ pairs: [10, 10], harmful: [0, 0], beneficial: [0, 0] }]);
    expect([unchanged.difference.difference, unchanged.churn.rate, unchanged.test.p]).toEqual([0, 0, 1]);
  });

  it('adds up', () => {
    fc.assert(
      fc.property(anyFlips, (flips) => {
        const { harmful, beneficial, churn, difference } = flipDecomposition([flips]);
        const [up, down] = [harmful.rate ?? Number.NaN, beneficial.rate ?? Number.NaN];
        expect(churn.rate).toBeCloseTo(up + down, 12);
        expect(difference.difference).toBeCloseTo(up - down, 12);
      }),
    );
  });

  it('counts scenarios, however often they are repeated', () => {
    const once = { pairs: [9, 8, 10, 7], harmful: [3, 0, 2, 1], beneficial: [0, 1, 1, 0] };
    const times = (counts: readonly number[]) => counts.map((count) => 5 * count);
    const repeated = {
      pairs: times(once.pairs),
      harmful: times(once.harmful),
      beneficial: times(once.beneficial),
    };
    const [one, five] = [flipDecomposition([once]), flipDecomposition([repeated], { repeats: 5 })];
    expect(five.churn.n).toBe(34);
    expect(five.churn.low).toBeCloseTo(one.churn.low ?? Number.NaN, 12);
    expect(five.test).toEqual(one.test);
    expect(five.difference.low).toBeCloseTo(one.difference.low ?? Number.NaN, 12);
  });

  it('is undefined without pairs', () => {
    const { harmful, difference, test } = flipDecomposition([{ pairs: [0], harmful: [0], beneficial: [0] }]);
    expect([harmful.rate, difference.difference, test.p]).toEqual([null, null, null]);
  });
});

describe('refusalBounds', () => {
  // Half of 200 refused under the attack and none of the others changed: 30 of 100 misaligned before and after.
  // The other 100 were 30 misaligned without the attack. From (30 - 60) / 200 to (130 - 60) / 200.
  it('bounds what refusals leave open', () => {
    const { lowest, highest } = refusalBounds([
      {
        asked: [100, 100],
        first: { misaligned: [20, 10], missing: [40, 60] },
        second: { misaligned: [35, 25], missing: [0, 0] },
      },
    ]);
    expect([lowest.difference, highest.difference]).toEqual([-0.15, 0.35]);
  });

  it('counts missing verdicts of the two sides opposite ways', () => {
    const { lowest, highest } = refusalBounds([
      {
        asked: [10, 10],
        first: { misaligned: [4, 2], missing: [1, 2] },
        second: { misaligned: [1, 1], missing: [2, 0] },
      },
    ]);
    // (6 - 2 - 2) / 20 and (6 + 3 - 2) / 20.
    expect([lowest.difference, highest.difference]).toEqual([0.1, 0.35]);
  });

  it('contains the difference under every single policy', () => {
    const anySide = fc.array(fc.tuple(fc.nat(10), fc.nat(10)), { minLength: 4, maxLength: 4 });
    const totalOf = (side: readonly (readonly [number, number])[], ofMissing: number) =>
      side.reduce((sum, [misaligned, missing]) => sum + misaligned + ofMissing * missing, 0);
    fc.assert(
      fc.property(anySide, anySide, (first, second) => {
        const counts = (side: typeof first) => ({
          misaligned: side.map(([misaligned]) => misaligned),
          missing: side.map(([, missing]) => missing),
        });
        const asked = [20, 20, 20, 20];
        const bounds = refusalBounds([{ asked, first: counts(first), second: counts(second) }]);
        for (const ofMissing of [0, 1, 0.5]) {
          const difference = (totalOf(first, ofMissing) - totalOf(second, ofMissing)) / 80;
          expect(bounds.lowest.difference).toBeLessThanOrEqual(difference + 1e-12);
          expect(bounds.highest.difference).toBeGreaterThanOrEqual(difference - 1e-12);
        }
      }),
    );
  });
});
