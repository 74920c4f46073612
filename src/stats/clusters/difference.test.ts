import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equivalence, pairedDifference, welchDifference } from './difference.ts';

const close = (value: number) => expect.closeTo(value, 10);
const pairs = [{ sizes: [20, 18, 25, 20, 19, 22], sums: [3, -1, 4, 0, 2, 5] }];
const units = (values: readonly number[]) => [{ sizes: values.map(() => 1), sums: values }];

describe('pairedDifference', () => {
  // Mean .5, SE √3/6, t(2) = 4.302653.
  it('gives the clustered t interval', () => {
    const { low, high } = pairedDifference([{ sizes: [2, 2, 2], sums: [2, 1, 0] }]);
    expect(low).toBeCloseTo(0.5 - (4.302652729749464 * Math.sqrt(3)) / 6, 12);
    expect(high).toBeCloseTo(0.5 + (4.302652729749464 * Math.sqrt(3)) / 6, 12);
  });

  // numpy and scipy.
  it('agrees with another computation', () => {
    expect(pairedDifference(pairs)).toEqual({
      difference: close(0.10483870967741936),
      standardError: close(0.04209455368500726),
      degreesOfFreedom: 5,
      low: close(-0.003368785404477992),
      high: close(0.2130462047593167),
      n: 124,
      clusters: 6,
      missing: null,
    });
  });

  it('cuts the bounds to the range asked for', () => {
    const strata = [{ sizes: [2, 2, 2], sums: [2, 1, 0] }];
    expect(pairedDifference(strata, { range: 1 })).toMatchObject({ low: expect.any(Number), high: 1 });
    expect(pairedDifference(strata, { range: 0.6 }).low).toBe(-0.6);
  });

  it('has none where nothing changed, with one cluster and without pairs, and says why', () => {
    const none = { low: null, high: null };
    const unchanged = pairedDifference([{ sizes: [5, 5], sums: [0, 0] }]);
    expect(unchanged).toMatchObject({ ...none, difference: 0, missing: 'no-spread' });
    expect(pairedDifference([{ sizes: [5], sums: [1] }])).toMatchObject({
      ...none,
      difference: 0.2,
      missing: 'too-few-clusters',
    });
    expect(pairedDifference([])).toMatchObject({ ...none, difference: null, missing: 'no-observations' });
  });
});

describe('welchDifference', () => {
  // numpy and scipy.
  it('compares clustered means', () => {
    const test = welchDifference(
      [{ sizes: [9, 10, 12, 8], sums: [8, 6, 7, 5] }],
      [{ sizes: [11, 9, 10, 10, 6], sums: [1, 3, 4, 2, 0] }],
    );
    expect(test).toMatchObject({
      difference: close(0.4492753623188406),
      standardError: close(0.09823232730397397),
      degreesOfFreedom: close(6.838198131207948),
      p: close(0.0027214904465297602),
      n: 85,
      clusters: 9,
    });
    expect(test.low).toBeCloseTo(0.21587399285185235, 9);
    expect(test.high).toBeCloseTo(0.6826767317858288, 9);
  });

  // scipy.stats.ttest_ind(equal_var=False).
  it('is the usual test with one observation a cluster', () => {
    const test = welchDifference(units([0.2, 0.5, 0.9, 0.4, 0.7]), units([0.1, 0.3, 0.2, 0.6]));
    expect(test.p).toBeCloseTo(0.1822385167455001, 9);
    expect(test.low).toBeCloseTo(-0.14331164460085327, 9);
    expect(test.degreesOfFreedom).toBeCloseTo(6.993058866369101, 9);
  });

  it('turns round when the sides change places', () => {
    const [one, other] = [units([0.2, 0.5, 0.9, 0.4]), units([0.1, 0.3, 0.2, 0.6])];
    const [test, turned] = [welchDifference(one, other), welchDifference(other, one)];
    expect(turned.p).toBeCloseTo(test.p ?? Number.NaN, 12);
    expect(turned.low).toBeCloseTo(-(test.high ?? Number.NaN), 12);
  });

  it('does not test where a side has no spread or too few clusters', () => {
    const varied = units([0.1, 0.9, 0.4]);
    expect(welchDifference(varied, units([1, 1, 1]))).toMatchObject({ p: null, missing: 'no-spread' });
    expect(welchDifference(varied, units([1]))).toMatchObject({ p: null, missing: 'too-few-clusters' });
    expect(welchDifference(varied, [])).toMatchObject({ p: null, missing: 'no-observations' });
  });
});

describe('equivalence', () => {
  // scipy.
  it('takes the larger of two one-sided p values', () => {
    expect(equivalence(pairedDifference(pairs), 0.15)).toEqual({
      p: close(0.1661821170312437),
      low: close(0.020016147748265864),
      high: close(0.18966127160657287),
      equivalent: false,
    });
  });

  it('is shown exactly where the interval of twice the error lies within the margin', () => {
    const anyPairs = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(anyPairs, fc.double({ min: 0.01, max: 0.4, noNaN: true }), (sums, margin) => {
        const test = equivalence(pairedDifference([{ sizes: sums.map(() => 20), sums }]), margin);
        if (test === null) return;
        const clear = Math.min(Math.abs(test.low + margin), Math.abs(test.high - margin)) > 1e-9;
        if (clear) expect(test.equivalent).toBe(test.low > -margin && test.high < margin);
      }),
    );
  });

  it('is undefined without a standard error', () => {
    expect(equivalence(pairedDifference([{ sizes: [5, 5], sums: [0, 0] }]), 0.05)).toBeNull();
    expect(equivalence(pairedDifference([]), 0.05)).toBeNull();
  });
});
