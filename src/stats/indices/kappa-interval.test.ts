import { describe, expect, it } from 'vitest';
import { kappaInterval } from './kappa-interval.ts';

const pairs = {
  bothBiased: [6, 5, 7, 4, 6, 5],
  onlyFirst: [1, 2, 0, 1, 1, 0],
  onlySecond: [1, 0, 1, 2, 0, 1],
  neither: [4, 3, 2, 5, 3, 6],
};

describe('kappaInterval', () => {
  // numpy: influences by numerical differentiation of kappa in the weights of the clusters.
  it('gives kappa with a t interval on the scale of Fisher’s z', () => {
    expect(kappaInterval([pairs])).toEqual({
      estimate: expect.closeTo(0.6898496240601504, 12),
      low: expect.closeTo(0.5211437678754661, 7),
      high: expect.closeTo(0.8066727321876433, 7),
      clusters: 6,
      missing: null,
    });
  });

  it('is the same when the models change places, and when the verdicts do', () => {
    const { low } = kappaInterval([pairs]);
    const exchanged = { ...pairs, onlyFirst: pairs.onlySecond, onlySecond: pairs.onlyFirst };
    const turned = { ...exchanged, bothBiased: pairs.neither, neither: pairs.bothBiased };
    expect(kappaInterval([exchanged]).low).toBeCloseTo(low ?? Number.NaN, 12);
    expect(kappaInterval([turned]).low).toBeCloseTo(low ?? Number.NaN, 12);
  });

  it('gives none where an outcome is too rare, and says why', () => {
    const rare = { ...pairs, neither: [4, 3, 2, 1, 0, 0] };
    expect(kappaInterval([rare])).toMatchObject({ low: null, high: null, missing: 'too-rare' });
    expect(kappaInterval([rare]).estimate).not.toBeNull();
    const always = { bothBiased: [5, 5], onlyFirst: [0, 0], onlySecond: [0, 0], neither: [0, 0] };
    expect(kappaInterval([always])).toMatchObject({ estimate: null, missing: 'no-spread' });
    expect(kappaInterval([])).toMatchObject({ estimate: null, missing: 'no-observations' });
    const one = { bothBiased: [5], onlyFirst: [1], onlySecond: [1], neither: [4] };
    expect(kappaInterval([one]).missing).toBe('too-few-clusters');
  });

  it('centres each dataset', () => {
    const together = kappaInterval([pairs, pairs]);
    expect(together.estimate).toBeCloseTo(0.6898496240601504, 12);
    expect(together.clusters).toBe(12);
    const single = kappaInterval([pairs]);
    expect((together.high ?? 0) - (together.low ?? 0)).toBeLessThan((single.high ?? 1) - (single.low ?? 0));
  });
});
