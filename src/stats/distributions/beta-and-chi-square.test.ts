import { describe, expect, it } from 'vitest';
import { expandedTail } from '../bootstrap/percentile-interval.ts';
import { chiSquareTail, incompleteBeta } from './beta-and-chi-square.ts';
import { normalQuantile } from './normal.ts';

describe('incompleteBeta', () => {
  // scipy.special.betainc
  it.each([
    [0.3, 2, 0.5, 0.03784096948581308],
    [0.9, 5, 0.5, 0.3166429150200122],
    [0.01, 0.5, 0.5, 0.06376856085851985],
    [0.999, 500, 0.5, 0.31731044730971725],
    [0.5, 20000, 20010, 0.519936523580822],
  ])('I_%d(%d, %d) is %d', (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b) / expected).toBeCloseTo(1, 9);
  });

  it('runs from 0 to 1', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });
});

describe('chiSquareTail', () => {
  // scipy.stats.chi2.sf
  it.each([
    [0.5, 1, 0.47950012218695337],
    [3.84, 1, 0.05004352124870519],
    [12, 3, 0.007383160505359769],
    [12, 4, 0.01735126523666451],
    [60, 5, 1.2154569777183007e-11],
    [200, 11, 7.438442064964614e-37],
    [0.01, 10, 0.999999999999974],
    [900, 7, 4.801227624336715e-190],
  ])('P(X > %d) with %d degrees of freedom is %d', (x, degreesOfFreedom, expected) => {
    expect(chiSquareTail(x, degreesOfFreedom) / expected).toBeCloseTo(1, 11);
  });

  it('is 1 at 0 and 0 far out', () => {
    expect(chiSquareTail(0, 3)).toBe(1);
    expect(chiSquareTail(1e6, 3)).toBe(0);
    expect(chiSquareTail(Number.NaN, 3)).toBeNaN();
  });
});

describe('expandedTail', () => {
  // The same formula in mpmath, 30 digits.
  it.each([
    [0.95, 5, 1, 0.000954100551882489],
    [0.95, 20, 1, 0.0158808299203479],
    [0.95, 60, 1, 0.0218017909339233],
    [0.95, 200, 1, 0.0240261847706204],
    [0.95, 500, 1, 0.0246090723073277],
    [0.9, 20, 1, 0.0380272058538798],
    [0.95, 40, 2, 0.0189014908416623],
  ])(
    'leaves out for %d with %d clusters in %d strata the share %d',
    (confidence, clusters, strata, share) => {
      expect(Math.abs(expandedTail(confidence, clusters, strata) / share - 1)).toBeLessThan(1e-9);
    },
  );

  it('makes of percentiles the interval of Student', () => {
    // For 10 clusters the bootstrap deviation is √(9/10) of the standard error; t(.975; 9) = 2.262157.
    expect(normalQuantile(expandedTail(0.95, 10)) * Math.sqrt(9 / 10)).toBeCloseTo(-2.2621571628, 9);
  });

  it('comes to the plain share with many clusters and to none with two', () => {
    expect(expandedTail(0.95, 1e7)).toBeCloseTo(0.025, 7);
    expect(expandedTail(0.95, 2)).toBeLessThan(1e-60);
  });

  it('counts degrees of freedom less one a stratum', () => {
    expect(expandedTail(0.95, 40, 2)).toBeGreaterThan(expandedTail(0.95, 20));
    expect(expandedTail(0.95, 40, 2)).toBeLessThan(expandedTail(0.95, 40));
  });
});
