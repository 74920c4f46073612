/**
 * The natural logarithm of P(X = k) for X binomial with n trials of probability p, 0 < p < 1. No
 * cancellation: at n = 100,000 the probability keeps eleven digits even where it is about e^-8000.
 *
 * Source: Loader (2000), *Fast and accurate computation of binomial probabilities* (the saddle-point form
 * that R's `dbinom` uses): delta(n) - delta(k) - delta(n - k) - D(k, np) - D(n - k, n(1 - p)) - 1/2 ln(2 pi k (n - k) / n).
 *
 * @example
 * Math.exp(logBinomialProbability(2, 4, 0.5)); // 6/16 = .375
 */
export function logBinomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0) return n * Math.log1p(-p);
  if (k === n) return n * Math.log(p);
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * (1 - p)) -
    0.5 * Math.log((2 * Math.PI * k * (n - k)) / n)
  );
}

/** delta(n) = ln n! - ln(sqrt(2 pi n) (n/e)^n). */
function stirlingError(n: number): number {
  if (n < 16) return logFactorial(n) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** For n below 19, whose factorials are exact in a double. */
function logFactorial(n: number): number {
  let product = 1;
  for (let factor = 2; factor <= n; factor += 1) product *= factor;
  return Math.log(product);
}

/** D(x, m) = x ln(x/m) + m - x, by its series in (x - m)/(x + m) where x is near m and the terms would cancel. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  const ratio = difference / (x + mean);
  if (Math.abs(ratio) >= 0.1) return x * Math.log(x / mean) - difference;
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * The natural logarithm of P(X <= k) for X binomial with n trials of probability p, 0 < p < 1.
 *
 * The largest term is taken in log space (`logBinomialProbability`) and the others follow by the ratio
 * P(X = i - 1) / P(X = i) = i (1 - p) / ((n - i + 1) p) until they no longer count, so the tail neither
 * underflows nor needs n terms. Above the mean the other tail is summed instead.
 *
 * @example
 * Math.exp(logBinomialTail(1, 4, 0.5)); // 5/16 = .3125
 */
export function logBinomialTail(k: number, n: number, p: number): number {
  if (k < 0) return -Infinity;
  if (k >= n) return 0;
  if (k > n * p) return Math.log1p(-Math.exp(logBinomialTail(n - k - 1, n, 1 - p)));
  let term = 1;
  let sum = 1;
  for (let i = k; i > 0 && term > sum * 1e-17; i -= 1) {
    term *= (i * (1 - p)) / ((n - i + 1) * p);
    sum += term;
  }
  return logBinomialProbability(k, n, p) + Math.log(sum);
}
