import { describe, expect, it } from 'vitest';
import { effectSquares } from './effect-squares.ts';
import { generalizedIntervals } from './generalized-interval.ts';
import { meanSquares } from './mean-squares.ts';
import { varianceComponents } from './variance-components.ts';

/** Eight scenarios × three wordings × two orders × two label words, drawn once. */
const verdicts = [
  [1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1],
  [0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1],
  [0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1],
  [0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1],
  [0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1],
  [1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0],
  [0, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0],
  [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1],
];
const alone = verdicts.map((_, i) => i);

describe('effectSquares', () => {
  it('splits the sum of squares: 1 + 4 + 9 + 16 = 25 + 4 + 1 + 0', () => {
    // Rows [1, 2] and [3, 4]: mean 2.5, 4 · 6.25 = 25; rows 1.5, 3.5, 4 · 1 = 4; columns 2, 3, 4 · .25 = 1.
    expect([...effectSquares({ levels: [2, 2], values: [1, 2, 3, 4] })]).toEqual([25, 4, 1, 0]);
  });
});

describe('varianceComponents', () => {
  it('is the analysis of variance by hand', () => {
    // Means of objects 2, 4, 6, of levels 8/3 and 16/3, of all 4. MS: objects 2 (4 + 0 + 4) / 2 = 8, factor
    // 3 · 2 · (4/3)² = 32/3, interaction 2 (1/9 + 4/9 + 1/9) / 2 = 2/3.
    const design = {
      levels: [2],
      repeats: 1,
      objects: [
        [1, 3],
        [2, 6],
        [5, 7],
      ],
      clusters: [0, 1, 2],
    };
    const result = varianceComponents(design, 1);
    expect(result?.mean).toBeCloseTo(4, 14);
    expect(result?.components).toMatchObject([
      { effect: 1, withObject: false },
      { effect: 0, withObject: true },
      { effect: 1, withObject: true },
    ]);
    const [factor, object, interaction] = result?.components.map(({ variance }) => variance) ?? [];
    expect(factor).toBeCloseTo((32 / 3 - 2 / 3) / 3, 12);
    expect(object).toBeCloseTo((8 - 2 / 3) / 2, 12);
    expect(interaction).toBeCloseTo(2 / 3, 12);
    expect(result?.repeat).toBeNull();
    expect(result?.designEffect).toBeCloseTo(1, 12);
  });

  it('has the mean squares of statsmodels (anova_lm of y ~ C(s)*C(w)*C(o)*C(l))', () => {
    const design = { levels: [3, 2, 2], repeats: 1, objects: verdicts, clusters: alone };
    const { squares, factor, object, noise } = meanSquares(design, 8);
    const of = (places: readonly number[]) => places.map((place) => squares[place]?.value ?? Number.NaN);
    // By effect: mean, w, o, w:o, l, w:l, o:l, w:o:l.
    const golden = [1.21875, 0.166667, 0.072917, 0.166667, 0.197917, 0.166667, 0.010417];
    for (const [i, value] of golden.entries()) expect(of(factor)[i + 1]).toBeCloseTo(value, 6);
    const withObject = [0.357143, 0.147321, 0.142857, 0.263393, 0.285714, 0.245536, 0.285714, 0.272321];
    for (const [i, value] of withObject.entries()) {
      expect(of(object)[i]).toBeCloseTo(value, 6);
      expect(of(noise)[i]).toBeCloseTo(value, 6);
    }
  });

  it('solves the expected mean squares of the crossed design', () => {
    const design = { levels: [3, 2, 2], repeats: 1, objects: verdicts, clusters: alone };
    const { components } = varianceComponents(design, 1) ?? { components: [] };
    const of = (effect: number, withObject: boolean) =>
      components.find((each) => each.effect === effect && each.withObject === withObject)?.variance;
    // s: (MS_s − MS_sw − MS_so − MS_sl + MS_swo + MS_swl + MS_sol − MS_swol) / 12, from the numbers above.
    const s = (0.357143 - 0.147321 - 0.142857 - 0.285714 + 0.263393 + 0.245536 + 0.285714 - 0.272321) / 12;
    expect(of(0, true)).toBeCloseTo(s, 6);
    // w: (MS_w − MS_sw − MS_wo + MS_swo − MS_wl + MS_swl + MS_wol − MS_swol) / (8 · 4).
    const w = (1.21875 - 0.147321 - 0.072917 + 0.263393 - 0.197917 + 0.245536 + 0.010417 - 0.272321) / 32;
    expect(of(1, false)).toBeCloseTo(w, 6);
    expect(of(7, true)).toBeCloseTo(0.272321, 6);
  });

  it('takes repeats for the error: two repeats apart by 2 have variance 2', () => {
    const objects = [
      [0, 2, 4, 6],
      [3, 5, 1, 3],
      [2, 4, 2, 4],
    ];
    const result = varianceComponents({ levels: [2], repeats: 2, objects, clusters: [0, 1, 2] }, 1);
    expect(result?.repeat?.variance).toBeCloseTo(2, 12);
    const once = varianceComponents(
      {
        levels: [2],
        repeats: 1,
        objects: [
          [1, 5],
          [4, 2],
          [3, 3],
        ],
        clusters: [0, 1, 2],
      },
      1,
    );
    // The means over repeats have the same components, but for half the error in the last one.
    expect(result?.components[2]?.variance).toBeCloseTo((once?.components[2]?.variance ?? 0) - 1, 12);
    expect(result?.components[0]?.variance).toBeCloseTo(once?.components[0]?.variance ?? Number.NaN, 12);
  });

  it('does not take what a cluster shares for an effect of the wording', () => {
    // Wording 2 turns every scenario of the first of two clusters: of the clusters' difference nothing is left over.
    const objects = [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    const wording = (clusters: readonly number[]) =>
      varianceComponents({ levels: [2], repeats: 1, objects, clusters }, 1)?.components[0]?.variance;
    const independent = wording([0, 1, 2, 3, 4, 5]) ?? 0;
    const clustered = wording([0, 0, 0, 1, 1, 1]) ?? 0;
    expect(independent).toBeGreaterThan(0);
    expect(clustered).toBeLessThan(independent);
    expect(clustered).toBeCloseTo((6 * 0.125 - (2 * (3 * 3 * 2 * 0.125)) / 6) / 6, 12);
  });

  it('says nothing of one cluster or of factors with one level', () => {
    const objects = [
      [0, 1],
      [1, 1],
    ];
    expect(varianceComponents({ levels: [2], repeats: 1, objects, clusters: [0, 0] }, 1)).toBeNull();
    expect(varianceComponents({ levels: [1, 1], repeats: 2, objects, clusters: [0, 1] }, 1)).toBeNull();
  });
});

describe('generalizedIntervals', () => {
  it('of one mean square is the interval of a variance: ν s² / χ²', () => {
    // χ²_4 at .975 is 11.1433, at .025 .484419.
    const [interval] = generalizedIntervals([{ value: 2, degrees: 4 }], [[[0, 1]]], 5);
    expect(interval?.low).toBeGreaterThan((8 / 11.1433) * 0.95);
    expect(interval?.low).toBeLessThan((8 / 11.1433) * 1.05);
    expect(interval?.high).toBeGreaterThan((8 / 0.484419) * 0.92);
    expect(interval?.high).toBeLessThan((8 / 0.484419) * 1.08);
  });

  it('never goes below 0', () => {
    const squares = [
      { value: 1, degrees: 50 },
      { value: 5, degrees: 50 },
    ];
    expect(
      generalizedIntervals(
        squares,
        [
          [
            [0, 1],
            [1, -1],
          ],
        ],
        1,
      ),
    ).toEqual([{ low: 0, high: 0 }]);
  });
});
