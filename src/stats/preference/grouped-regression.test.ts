import { describe, expect, it } from 'vitest';
import { fitGrouped } from './grouped-regression.ts';

describe('fitGrouped', () => {
  const twoCells = { totals: [4, 4], yes: [3, 1], columnsOf: [[0], [1]], columnCount: 2 };

  // 3 of 4: ln(3); 1 of 4: -ln(3). Weights 4 · 3/4 · 1/4.
  it('gives the log odds of cells with a column each', () => {
    const { coefficients, expected, weights } = fitGrouped(twoCells, 'logit');
    expect(coefficients[0]).toBeCloseTo(Math.log(3), 10);
    expect(coefficients[1]).toBeCloseTo(-Math.log(3), 10);
    expect([...expected]).toEqual([expect.closeTo(0.75, 10), expect.closeTo(0.25, 10)]);
    expect(weights[0]).toBeCloseTo(0.75, 10);
  });

  it('gives the shares themselves in the linear model', () => {
    const { coefficients, weights } = fitGrouped(twoCells, 'identity');
    expect([...coefficients]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
    expect([...weights]).toEqual([4, 4]);
  });

  // Two by two with effects of row and column only: the fit has the observed margins.
  it('keeps the margins, with columns that depend on each other', () => {
    const counts = {
      totals: [10, 20, 30, 40],
      yes: [8, 9, 12, 6],
      columnsOf: [
        [0, 2],
        [0, 3],
        [1, 2],
        [1, 3],
      ],
      columnCount: 4,
    };
    const { expected, weightsOf } = fitGrouped(counts, 'logit');
    const sum = (cells: readonly number[]) =>
      cells.reduce((total, cell) => total + (counts.totals[cell] ?? 0) * (expected[cell] ?? 0), 0);
    expect([sum([0, 1]), sum([2, 3]), sum([0, 2]), sum([1, 3])]).toEqual([
      expect.closeTo(17, 8),
      expect.closeTo(18, 8),
      expect.closeTo(20, 8),
      expect.closeTo(15, 8),
    ]);
    expect(weightsOf(Float64Array.of(1, -1, 0, 0))).not.toBeNull();
    expect(weightsOf(Float64Array.of(1, 0, 0, 0))).toBeNull();
  });

  it('approaches 1 and 0 where all are yes or no', () => {
    const { expected } = fitGrouped({ ...twoCells, yes: [4, 0] }, 'logit');
    expect(expected[0]).toBeGreaterThan(0.9999);
    expect(expected[1]).toBeLessThan(0.0001);
  });
});
