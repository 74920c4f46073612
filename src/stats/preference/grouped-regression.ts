import { ordinaryLeastSquares } from '../significance/ordinary-least-squares.ts';

/** Yes-or-no observations that come in cells; those of a cell have the same regressors. */
export interface GroupedCounts {
  /** Of each cell: observations, and those that are yes. */
  readonly totals: ArrayLike<number>;
  readonly yes: ArrayLike<number>;
  /** Of each cell: the numbers of the columns that are 1; all others are 0. Columns may depend on each other. */
  readonly columnsOf: readonly (readonly number[])[];
  readonly columnCount: number;
}

export interface GroupedFit {
  /** One solution; a contrast of them means something only where `weightsOf` tells it. */
  readonly coefficients: Float64Array;
  /** Expected share of yes of each cell. */
  readonly expected: Float64Array;
  /** Weight of each cell: n μ (1 - μ), or n in the linear model. */
  readonly weights: Float64Array;
  /** `LeastSquaresFit.weightsOf` of the last step: null where the data do not tell the contrast. */
  weightsOf(contrast: Float64Array): Float64Array | null;
}

/** How the expected share depends on the sum of coefficients. */
export type Link = 'logit' | 'identity';

const mostSteps = 60;
/** A change of the likelihood by so small a part of it can be rounding. */
const rounding = 1e-12;
/** Beyond, an expected share is 0 or 1 for all purposes: the likelihood has its maximum at infinity. */
const farthest = 20;

/**
 * Fits the share of yes by maximum likelihood (`logit`: logistic regression) or least squares (`identity`). Where a
 * column's observations are all yes or all no the logistic fit approaches 1 or 0 in those cells.
 *
 * Source: McCullagh and Nelder (1989), *Generalized Linear Models*, section 2.5: iteratively reweighted least squares,
 * with a step halved while it lowers the likelihood.
 *
 * @example
 * // Two cells with 3 of 4 and 1 of 4, one column each: coefficients ln 3 and -ln 3.
 * fitGrouped({ totals: [4, 4], yes: [3, 1], columnsOf: [[0], [1]], columnCount: 2 }, 'logit');
 */
export function fitGrouped(counts: GroupedCounts, link: Link): GroupedFit {
  return link === 'logit' ? logistic(counts) : linear(counts);
}

function linear(counts: GroupedCounts): GroupedFit {
  const weights = Float64Array.from(counts.totals);
  const { coefficients, weightsOf } = weighted(counts, weights, (cell) => counts.yes[cell] ?? 0);
  const expected = counts.columnsOf.map((columns) => sumAt(coefficients, columns));
  return { coefficients, expected: Float64Array.from(expected), weights, weightsOf };
}

function logistic(counts: GroupedCounts): GroupedFit {
  const { totals, yes, columnsOf } = counts;
  let coefficients = new Float64Array(counts.columnCount);
  let likelihood = logLikelihood(counts, coefficients);
  let stillSteps = 0;
  for (let step = 0; step < mostSteps; step += 1) {
    const { expected, weights } = sharesOf(counts, coefficients);
    // W η + (y - n μ), the working response times its weight.
    const moment = (cell: number) =>
      (weights[cell] ?? 0) * sumAt(coefficients, columnsOf[cell] ?? []) +
      (yes[cell] ?? 0) -
      (totals[cell] ?? 0) * (expected[cell] ?? 0);
    const next = halfway(counts, coefficients, weighted(counts, weights, moment).coefficients, likelihood);
    const gain = next.likelihood - likelihood;
    coefficients = next.coefficients;
    likelihood = next.likelihood;
    // The first step that gains nothing leaves an error of which the second keeps about the square.
    stillSteps = gain > rounding * Math.abs(likelihood) ? 0 : stillSteps + 1;
    if (stillSteps === 2) break;
  }
  const { expected, weights } = sharesOf(counts, coefficients);
  const { weightsOf } = weighted(counts, weights, () => 0);
  return { coefficients, expected, weights, weightsOf };
}

/** The proposed coefficients, or nearer to the old ones where the proposed have a lower likelihood. */
function halfway(
  counts: GroupedCounts,
  old: Float64Array<ArrayBuffer>,
  proposed: Float64Array,
  least: number,
): { readonly coefficients: Float64Array<ArrayBuffer>; readonly likelihood: number } {
  let coefficients = Float64Array.from(proposed);
  for (let halving = 0; halving < 30; halving += 1) {
    const likelihood = logLikelihood(counts, coefficients);
    if (likelihood >= least - rounding * Math.abs(least)) return { coefficients, likelihood };
    coefficients = coefficients.map((value, i) => (value + (old[i] ?? 0)) / 2);
  }
  return { coefficients: old, likelihood: least };
}

function sharesOf({ totals, columnsOf }: GroupedCounts, coefficients: Float64Array) {
  const expected = Float64Array.from(columnsOf, (columns) => logisticOf(sumAt(coefficients, columns)));
  const weights = expected.map((share, cell) => (totals[cell] ?? 0) * share * (1 - share));
  return { expected, weights };
}

/** 1 / (1 + e^-η). */
export function logisticOf(sum: number): number {
  return 1 / (1 + Math.exp(-Math.min(farthest, Math.max(-farthest, sum))));
}

function logLikelihood({ totals, yes, columnsOf }: GroupedCounts, coefficients: Float64Array): number {
  let sum = 0;
  for (const [cell, columns] of columnsOf.entries()) {
    const [n, k] = [totals[cell] ?? 0, yes[cell] ?? 0];
    const share = logisticOf(sumAt(coefficients, columns));
    if (k > 0) sum += k * Math.log(share);
    if (k < n) sum += (n - k) * Math.log1p(-share);
  }
  return sum;
}

/** Weighted least squares; `moment`: of each cell the weight times the response. */
function weighted(
  { totals, columnsOf, columnCount }: GroupedCounts,
  weights: Float64Array,
  moment: (cell: number) => number,
) {
  const gram = new Float64Array(columnCount * columnCount);
  const moments = new Float64Array(columnCount);
  for (const [cell, columns] of columnsOf.entries()) {
    if ((totals[cell] ?? 0) === 0) continue;
    const [weight, value] = [weights[cell] ?? 0, moment(cell)];
    for (const i of columns) {
      moments[i] = (moments[i] ?? 0) + value;
      for (const j of columns) gram[i * columnCount + j] = (gram[i * columnCount + j] ?? 0) + weight;
    }
  }
  return ordinaryLeastSquares(gram, moments);
}

/** The sum of some of the values. */
export function sumAt(values: Float64Array, columns: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += values[column] ?? 0;
  return sum;
}
