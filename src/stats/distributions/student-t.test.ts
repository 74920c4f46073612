import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';
import { studentTDistribution, studentTTail, tQuantile } from './student-t.ts';

describe('studentTTail', () => {
  // scipy.stats.t.sf
  it.each([
    [2, 3.7, 0.06090860095261697],
    [-1, 10.2, 0.8297786483783732],
    [6, 250.5, 3.4359673030873255e-9],
    [40, 12, 1.9256147903860184e-14],
    [0, 5, 0.5],
    [3, 1e5, 0.0013502304420323597],
  ])('P(T > %d) with %d degrees of freedom is %d', (t, degreesOfFreedom, expected) => {
    expect(studentTTail(t, degreesOfFreedom) / expected).toBeCloseTo(1, 9);
  });

  it('turns the quantile round', () => {
    for (const degrees of [1, 2, 7, 40, 900]) {
      expect(studentTTail(tQuantile(0.975, degrees), degrees)).toBeCloseTo(0.025, 10);
    }
  });
});

describe('studentTDistribution', () => {
  // With 2 degrees of freedom P(|T| <= t) = t / sqrt(2 + t²): at t = 1, 1/sqrt(3). Density 1/(2 + t²)^1.5 = 1/sqrt(27).
  it('has the closed form for two degrees of freedom', () => {
    const at = studentTDistribution(1, 2);
    expect(at.central).toBeCloseTo(1 / Math.sqrt(3), 14);
    expect(at.density).toBeCloseTo(1 / Math.sqrt(27), 14);
  });

  // With 1 (Cauchy) P(|T| <= 1) = 1/2 and the density at 1 is 1/(2 pi); with 3 the density at 0 is 2/(pi sqrt(3)).
  it('has the closed forms for one and three', () => {
    expect(studentTDistribution(1, 1).central).toBeCloseTo(0.5, 14);
    expect(studentTDistribution(1, 1).density).toBeCloseTo(1 / (2 * Math.PI), 14);
    expect(studentTDistribution(0, 3).density).toBeCloseTo(2 / (Math.PI * Math.sqrt(3)), 14);
  });

  it('has the density as the slope of the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6, noNaN: true }), fc.integer({ min: 1, max: 60 }), (t, nu) => {
        const step = 1e-5;
        const rise = studentTDistribution(t + step, nu).central - studentTDistribution(t - step, nu).central;
        expect(studentTDistribution(t, nu).density).toBeCloseTo(rise / (4 * step), 7);
      }),
    );
  });
});

describe('tQuantile', () => {
  // Reference values: scipy.stats.t.ppf.
  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 3, 3.1824463052837078],
    [0.975, 4, 2.7764451051977934],
    [0.975, 5, 2.5705818356363146],
    [0.975, 29, 2.045229642132703],
    [0.975, 324, 1.9673127716992227],
    [0.975, 999, 1.9623414611334493],
    [0.975, 1000, 1.9623390808264083],
    [0.975, 1507, 1.961539396140315],
    [0.975, 57999, 1.9600048873124407],
    [0.995, 3, 5.840909309733355],
    [0.9999, 7, 7.063432828157639],
    [0.6, 12, 0.25903274567688733],
    [0.1, 9, -1.3830287383966327],
    [0.025, 30, -2.042272456301238],
    [0.999999, 3, 103.29946777942898],
    [0.995, 1001, 2.5807497687505245],
  ])('gives at %d with %d degrees of freedom the reference value %d to ten digits', (p, nu, expected) => {
    expect(Math.abs(tQuantile(p, nu) / expected - 1)).toBeLessThan(1e-10);
  });

  it('is 0 in the middle, infinite at the ends, not a number without a degree of freedom', () => {
    expect(tQuantile(0.5, 7)).toBe(0);
    expect(tQuantile(1, 7)).toBe(Infinity);
    expect(tQuantile(0, 7)).toBe(-Infinity);
    expect(tQuantile(0.975, 0)).toBeNaN();
  });

  it('undoes the distribution function and lies beyond the normal quantile', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.51, max: 0.9999, noNaN: true }),
        fc.integer({ min: 1, max: 2000 }),
        (p, nu) => {
          const t = tQuantile(p, nu);
          expect(studentTDistribution(t, nu).central).toBeCloseTo(2 * p - 1, 10);
          expect(t).toBeGreaterThan(normalQuantile(p));
        },
      ),
    );
  });
});
