/** A regression that was fitted by least squares. */
export interface LeastSquaresFit {
  /** One solution of the normal equations: a column that depends on those before it has 0. */
  readonly coefficients: Float64Array;
  /**
   * For a combination of coefficients (`contrast`, one weight a column): the weights that give its estimate
   * from the moments, and applied to a row of regressors, what an observation there adds. Null where the data
   * do not tell it: not every solution gives the same value.
   */
  weightsOf(contrast: Float64Array): Float64Array | null;
}

/** A pivot this small beside its column's own square is what rounding leaves of a dependent column. */
const dependence = 1e-9;

/**
 * Ordinary least squares from sufficient statistics, for a few dozen columns, which may depend on each other
 * (a dummy for every level, say).
 *
 * @param gram X'X, row after row.
 * @param moments X'y.
 *
 * Source: generalised inverse by the sweep operator, Goodnight (1979), The American Statistician 33, 149-158;
 * a contrast c is estimable where c'(X'X)⁻X'X = c', Searle (1971), *Linear Models*, section 5.4.
 *
 * @example
 * // y = 1, 2, 3 at x = 0, 1, 2: n = 3, Σx = 3, Σx² = 5, Σy = 6, Σxy = 8.
 * ordinaryLeastSquares(Float64Array.of(3, 3, 3, 5), Float64Array.of(6, 8)).coefficients; // 1, 1
 */
export function ordinaryLeastSquares(gram: Float64Array, moments: Float64Array): LeastSquaresFit {
  const inverse = generalisedInverse(gram, moments.length);
  return {
    coefficients: timesVector(inverse, moments),
    weightsOf(contrast) {
      const weights = timesVector(inverse, contrast);
      const back = timesVector(gram, weights);
      const estimable = back.every((value, i) => Math.abs(value - (contrast[i] ?? 0)) < 1e-6);
      return estimable ? weights : null;
    },
  };
}

function generalisedInverse(gram: Float64Array, size: number): Float64Array {
  const swept = gram.slice();
  const dependent: number[] = [];
  for (let k = 0; k < size; k += 1) {
    const pivot = swept[k * size + k] ?? 0;
    if (pivot > dependence * (gram[k * size + k] ?? 0)) sweep(swept, k, size);
    else dependent.push(k);
  }
  for (const k of dependent) {
    for (let i = 0; i < size; i += 1) {
      swept[k * size + i] = 0;
      swept[i * size + k] = 0;
    }
  }
  return swept;
}

/** Columns not swept in yet are carried along with their sign turned, so that the matrix stays symmetric. */
function sweep(matrix: Float64Array, k: number, size: number): void {
  const pivot = matrix[k * size + k] ?? 1;
  for (let i = 0; i < size; i += 1) {
    if (i === k) continue;
    const factor = (matrix[i * size + k] ?? 0) / pivot;
    if (factor === 0) continue;
    for (let j = 0; j < size; j += 1) {
      if (j !== k) matrix[i * size + j] = (matrix[i * size + j] ?? 0) - factor * (matrix[k * size + j] ?? 0);
    }
    matrix[i * size + k] = -factor;
  }
  for (let j = 0; j < size; j += 1) if (j !== k) matrix[k * size + j] = (matrix[k * size + j] ?? 0) / pivot;
  matrix[k * size + k] = 1 / pivot;
}

/** A square matrix times a vector. */
function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += (matrix[i * size + j] ?? 0) * (vector[j] ?? 0);
    return sum;
  });
}
