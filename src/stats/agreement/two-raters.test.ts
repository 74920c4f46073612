import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohenKappa, gwetAc1 } from './two-raters.ts';

describe('cohenKappa', () => {
  // p_o = 35/50 = .7; p_e = (25·30 + 25·20)/2500 = .5; (.7 - .5)/(1 - .5) = .4.
  it('of [[20, 5], [10, 15]] is .4', () => {
    expect(
      cohenKappa([
        [20, 5],
        [10, 15],
      ]),
    ).toBeCloseTo(0.4, 14);
  });

  it('is undefined without ratings and where both always say the same one thing', () => {
    const table = (a: number) => [
      [a, 0],
      [0, 0],
    ];
    expect(cohenKappa(table(0))).toBeNull();
    expect(cohenKappa(table(12))).toBeNull();
  });

  it('is 0 where one rater never varies and the other does', () => {
    expect(
      cohenKappa([
        [8, 4],
        [0, 0],
      ]),
    ).toBe(0);
  });

  it('is at most 1, reached without disagreement, and the same with the raters swapped', () => {
    const count = fc.nat({ max: 30_000 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const kappa = cohenKappa([
          [a, b],
          [c, d],
        ]);
        expect(
          cohenKappa([
            [a, c],
            [b, d],
          ]),
        ).toBe(kappa);
        if (kappa === null) return;
        expect(kappa).toBeGreaterThanOrEqual(-1);
        expect(kappa).toBeLessThanOrEqual(1);
        expect(kappa === 1).toBe(b + c === 0);
      }),
    );
  });
});

describe('gwetAc1', () => {
  // π_1 = (25 + 30)/100 = .55; p_e = 2 · .55 · .45 = .495; (.7 - .495)/(1 - .495) = .205/.505 = .40594.
  it('of [[20, 5], [10, 15]] is .40594', () => {
    expect(
      gwetAc1([
        [20, 5],
        [10, 15],
      ]),
    ).toBeCloseTo(0.205 / 0.505, 14);
  });

  // p_a = 118/125 = .944; π_1 = (123 + 120)/250 = .972; p_e = 2 · .972 · .028 = .054432; AC1 = .889568/.945568 = .94078.
  it('stays high where nearly all ratings are equal, unlike kappa', () => {
    expect(
      gwetAc1([
        [118, 5],
        [2, 0],
      ]),
    ).toBeCloseTo(0.889568 / 0.945568, 12);
  });

  // Three categories: p_a = 6/10; π = .4, .4, .2; Σ π(1-π) = .24 + .24 + .16 = .64, halved .32; (.6 - .32)/(1 - .32) = .28/.68.
  it('takes more than two categories', () => {
    expect(
      gwetAc1([
        [3, 1, 0],
        [1, 2, 1],
        [0, 1, 1],
      ]),
    ).toBeCloseTo(0.28 / 0.68, 12);
  });

  it('is undefined without ratings only', () => {
    expect(
      gwetAc1([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      gwetAc1([
        [9, 0],
        [0, 0],
      ]),
    ).toBe(1);
  });

  it('lies between -1 and 1 and is 1 only without disagreement', () => {
    const count = fc.nat({ max: 30_000 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const value = gwetAc1([
          [a, b],
          [c, d],
        ]);
        expect(value === null).toBe(a + b + c + d === 0);
        if (value === null) return;
        expect(value).toBeGreaterThanOrEqual(-1);
        expect(value).toBeLessThanOrEqual(1);
        expect(value === 1).toBe(b + c === 0);
      }),
    );
  });
});
