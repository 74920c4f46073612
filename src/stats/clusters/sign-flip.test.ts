import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcnemarTest } from '../significance/mcnemar-test.ts';
import { signFlipTest, tooFewChanged } from './sign-flip.ts';

const stratumOf = (sums: readonly number[], size = 20) => [{ sizes: sums.map(() => size), sums }];
const repeated = (value: number, times: number) => new Array<number>(times).fill(value);

/** By trying every choice of signs. */
function triedP(changes: readonly number[]): number {
  const net = Math.abs(changes.reduce((sum, change) => sum + change, 0));
  let reached = 0;
  for (let choice = 0; choice < 2 ** changes.length; choice += 1) {
    const sum = changes.reduce((total, change, g) => total + ((choice >> g) & 1 ? change : -change), 0);
    if (Math.abs(sum) >= net) reached += 1;
  }
  return reached / 2 ** changes.length;
}

describe('signFlipTest', () => {
  // The golden numbers of the method.
  it.each([
    [[5, 3, -1, 4, 0, 2], 0.125],
    [[3, 3, 3, 3, 3, -1, 2], 0.03125],
    [[12, 7, -3, 5, 9, -2, 4, 6, -1, 8], 0.02734375],
    [[17, 15, 10, 6, 5, 1, -11], 0.15625],
  ])('of the net changes %j gives p = %d', (changes, p) => {
    expect(signFlipTest(stratumOf(changes))).toMatchObject({ p, method: 'exact' });
  });

  it.each([
    [15, 5, 0.041389],
    [9, 0, 0.0039063],
    [121, 59, 4.4344e-6],
  ])('is the exact McNemar test with one pair a cluster: %d against %d', (up, down, p) => {
    const test = signFlipTest(stratumOf([...repeated(1, up), ...repeated(-1, down), 0, 0], 1));
    expect((test.p ?? 0) / p).toBeCloseTo(1, 4);
    expect((test.p ?? 0) / mcnemarTest(up, down)).toBeCloseTo(1, 10);
    expect(test.changed).toBe(up + down);
  });

  // By convolution of whole numbers of any size, in Python.
  it.each([
    [Array.from({ length: 500 }, (_, i) => ((i * 37) % 23) - 9), 9.110462178823934e-11],
    [Array.from({ length: 400 }, (_, i) => ((i * 37) % 11) - 3), 1.9515433075946752e-29],
    [[...repeated(1, 520), ...repeated(2, 520), ...repeated(-1, 30)], 2.048405913290568e-272],
    [repeated(1, 1010), 1.8227805048890994e-304],
  ])('loses nothing with hundreds of clusters', (changes, p) => {
    const test = signFlipTest(stratumOf(changes));
    expect(test.method).toBe('exact');
    expect((test.p ?? 0) / p).toBeCloseTo(1, 12);
  });

  it('counts all choices of signs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 9 }), (changes) => {
        expect(signFlipTest(stratumOf(changes)).p).toBeCloseTo(triedP(changes), 14);
      }),
    );
  });

  it('is the same for changes the other way, counted several times, in another order or in strata', () => {
    const changes = [4, -1, 0, 3, 5, 2, -2, 6];
    const { p, leastP } = signFlipTest(stratumOf(changes));
    expect(signFlipTest(stratumOf(changes.map((change) => -change))).p).toBe(p);
    expect(signFlipTest(stratumOf(changes.map((change) => 5 * change))).p).toBe(p);
    expect(signFlipTest(stratumOf(changes.toReversed())).p).toBe(p);
    const strata = [...stratumOf(changes.slice(0, 3)), ...stratumOf(changes.slice(3))];
    expect(signFlipTest(strata).p).toBe(p);
    expect(leastP).toBe(2 ** -6);
  });

  it('gives 1 where nothing changed on balance, and is undefined without pairs', () => {
    expect(signFlipTest(stratumOf([0, 0, 0]))).toMatchObject({ p: 1, changed: 0, leastP: 1 });
    expect(signFlipTest(stratumOf([2, -2, 1, -1]))).toMatchObject({ p: 1, changed: 4, leastP: 0.125 });
    expect(signFlipTest(stratumOf([0, 0], 0)).p).toBeNull();
    expect(signFlipTest([]).p).toBeNull();
  });

  // 1,200 changed clusters × Σ|d| 3,400 = 4.08 million. scipy: 2 t.sf(|δ|/SE, 1399); the exact p is 1.55e-20.
  it('uses the t approximation where the convolution would take too long', () => {
    const changes = Array.from({ length: 200 }, () => [3, -2, 5, 1, -4, 2, 0]).flat();
    const test = signFlipTest(stratumOf(changes, 6));
    expect(test.method).toBe('t');
    expect((test.p ?? 0) / 9.20459731887079e-21).toBeCloseTo(1, 8);
  });

  it('approximates the exact p closely with many clusters', () => {
    const changes = Array.from({ length: 1100 }, (_, g) => [1, -1, 2, -1, 1, -2, 1][g % 7] ?? 0);
    const exact = signFlipTest(stratumOf(changes, 3));
    // Eight times as large, and one change of 1, which hardly counts but leaves no common divisor.
    const long = signFlipTest(stratumOf([...changes.map((change) => 8 * change), 1], 3));
    expect([exact.method, long.method]).toEqual(['exact', 't']);
    expect(Math.abs((exact.p ?? 0) - (long.p ?? 1))).toBeLessThan(0.003);
  });

  it('refuses a net change that is not a whole number', () => {
    expect(() => signFlipTest(stratumOf([1, 0.5]))).toThrow(/whole number, found 0\.5/);
  });
});

describe('tooFewChanged', () => {
  it('says where no result could be significant', () => {
    expect(tooFewChanged(5, 0.05)).toBe(true);
    expect(tooFewChanged(6, 0.05)).toBe(false);
    expect(tooFewChanged(6, 0.05 / 12)).toBe(true);
    expect(tooFewChanged(0, 0.05)).toBe(true);
  });
});
