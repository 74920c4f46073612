import { describe, expect, it } from 'vitest';
import { criticalT } from '../clusters/critical-t.ts';
import { subsetWidths } from './subset-width.ts';

/** Ten clusters of ten; half of the clusters differ throughout, the others never. */
const alike = Array.from({ length: 10 }, (_, g) => ({
  size: 10,
  sum: g < 5 ? 10 : 0,
  squares: g < 5 ? 10 : 0,
}));
/** Ten clusters of ten, of which five differ. */
const mixed = Array.from({ length: 10 }, () => ({ size: 10, sum: 5, squares: 5 }));

describe('subsetWidths', () => {
  // All variance, 1/4, is between clusters. Ten of 100: random σ² (1/10 + 9/10 · 1/10) = .19/4; spread σ²/10.
  it('is narrower over many clusters, as far as the variance is between them', () => {
    const { random, spread } = subsetWidths({ clusters: alike, labelAgreement: 1 }, 10);
    expect(random).toBeCloseTo(criticalT(0.025, 9) * Math.sqrt(0.19 / 4), 12);
    expect(spread).toBeCloseTo(criticalT(0.025, 9) * Math.sqrt(0.1 / 4), 12);
    const within = subsetWidths({ clusters: mixed, labelAgreement: 1 }, 10);
    expect(within.random).toBeCloseTo(within.spread ?? 0, 12);
  });

  // A cluster of 90 beside ten of one: 20 of 100 take 18 of it, and of each other one 0 or 1 with probability .2.
  it('knows that a large cluster is drawn as often as it is large', () => {
    const large = { size: 90, sum: 90, squares: 90 };
    const small = Array.from({ length: 10 }, () => ({ size: 1, sum: 0, squares: 0 }));
    const { spread, random } = subsetWidths({ clusters: [large, ...small], labelAgreement: 1 }, 20);
    // All variance, .9 · .1, is between clusters.
    expect(spread).toBeCloseTo(criticalT(0.025, 10) * Math.sqrt((0.09 * (18 ** 2 + 10 * 0.2)) / 20 ** 2), 12);
    expect(spread).toBeLessThan(random ?? 0);
  });

  // a = .9, p = .5: q = .5, ρ = .8. Ten of 100, all within: 1/40; rest 1/4/90.
  it('is narrower with the labels of the others, as far as people agree with labels', () => {
    const { spread, predicted } = subsetWidths({ clusters: mixed, labelAgreement: 0.9 }, 10);
    expect(spread).toBeCloseTo(criticalT(0.025, 9) * Math.sqrt(1 / 40), 12);
    expect(predicted).toBeCloseTo(criticalT(0.025, 9) * Math.sqrt(0.36 / 40 + 0.64 / 4 / 90), 12);
    const useless = subsetWidths({ clusters: mixed, labelAgreement: 0.5 }, 10);
    expect(useless.predicted).toBeCloseTo(useless.spread ?? 0, 12);
  });

  it('is undefined with fewer than two clusters or scenarios', () => {
    const nothing = { random: null, spread: null, predicted: null };
    expect(subsetWidths({ clusters: mixed.slice(1, 2), labelAgreement: 1 }, 10)).toEqual(nothing);
    expect(subsetWidths({ clusters: mixed, labelAgreement: 1 }, 1)).toEqual(nothing);
  });
});
