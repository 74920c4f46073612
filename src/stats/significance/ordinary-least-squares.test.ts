import { describe, expect, it } from 'vitest';
import { ordinaryLeastSquares } from './ordinary-least-squares.ts';

function regress(rows: readonly (readonly number[])[], y: readonly number[]) {
  const columns = rows[0]?.map((_, i) => i) ?? [];
  const product = (one: (row: number) => number, other: (row: number) => number) =>
    rows.reduce((sum, _, row) => sum + one(row) * other(row), 0);
  const column = (i: number) => (row: number) => rows[row]?.[i] ?? 0;
  return ordinaryLeastSquares(
    Float64Array.from(columns.flatMap((i) => columns.map((j) => product(column(i), column(j))))),
    Float64Array.from(columns.map((i) => product(column(i), (row) => y[row] ?? 0))),
  );
}

const rows = [
  [1, 0, 2, 1],
  [1, 1, 0, 1],
  [1, 2, 1, 0],
  [1, 3, 5, 1],
  [1, 4, 2, 0],
  [1, 5, -1, 1],
];
const y = [1, 2, 2, 5, 4, 3];

describe('ordinaryLeastSquares', () => {
  // statsmodels OLS
  it('agrees with statsmodels', () => {
    const expected = [0.43235606, 0.62204168, 0.46767927, 0.21653126];
    const { coefficients } = regress(rows, y);
    for (const [i, value] of expected.entries()) expect(coefficients[i]).toBeCloseTo(value, 7);
  });

  it('gives weights that turn the moments into the estimate of a contrast', () => {
    const { coefficients, weightsOf } = regress(rows, y);
    const weights = weightsOf(Float64Array.of(0, 1, -1, 0)) ?? new Float64Array();
    const estimate = rows.reduce(
      (sum, row, i) => sum + (y[i] ?? 0) * row.reduce((dot, x, k) => dot + x * (weights[k] ?? 0), 0),
      0,
    );
    expect(estimate).toBeCloseTo((coefficients[1] ?? 0) - (coefficients[2] ?? 0), 12);
  });

  // A dummy for each of two groups with a constant: only their difference, and each group's mean, can be estimated.
  it('tells what depends on the choice of a solution from what does not', () => {
    const { coefficients, weightsOf } = regress(
      [
        [1, 1, 0],
        [1, 1, 0],
        [1, 0, 1],
      ],
      [1, 3, 7],
    );
    expect(weightsOf(Float64Array.of(0, 1, 0))).toBeNull();
    expect(weightsOf(Float64Array.of(0, 1, -1))).not.toBeNull();
    expect((coefficients[1] ?? 0) - (coefficients[2] ?? 0)).toBeCloseTo(-5, 12);
    expect((coefficients[0] ?? 0) + (coefficients[2] ?? 0)).toBeCloseTo(7, 12);
  });

  it('estimates nothing of a column of zeros', () => {
    const { weightsOf } = regress(
      [
        [1, 0],
        [1, 0],
      ],
      [1, 2],
    );
    expect(weightsOf(Float64Array.of(0, 1))).toBeNull();
    expect(weightsOf(Float64Array.of(1, 0))).not.toBeNull();
  });
});
