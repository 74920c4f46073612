/**
 * Distributions from their definitions, by series, continued fractions and halving; nothing here is taken from `src`.
 */

/** Normal share above x, at least 0: the series of Marsaglia (2004), far out the continued fraction of Laplace. */
function normalTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x > 3) {
    let fraction = x;
    for (let i = 200; i > 0; i -= 1) fraction = x + i / fraction;
    return density / fraction;
  }
  let [term, sum] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-20 * Math.abs(sum); i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 - sum * density;
}

/** Standard normal distribution up to x. */
export function normalShare(x: number): number {
  return x < 0 ? normalTail(-x) : 1 - normalTail(x);
}

/** Where a function that falls is equal to a value. */
function whereFalling(value: number, falling: (x: number) => number, bounds: readonly [number, number]) {
  let [low, high] = bounds;
  for (let i = 0; i < 100; i += 1) {
    const middle = (low + high) / 2;
    if (falling(middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function normalQuantile(share: number): number {
  return whereFalling(1 - share, (x) => 1 - normalShare(x), [-9, 9]);
}

export const z = normalQuantile(0.975);

/** Lanczos' approximation of ln Γ, with nine coefficients. */
function logGamma(x: number): number {
  const coefficients = [
    ...[676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406],
    ...[12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7],
  ];
  const shifted = x - 1;
  const t = shifted + 7.5;
  const sum = coefficients.reduce((total, c, i) => total + c / (shifted + i + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised incomplete beta function, by Lentz's continued fraction. */
export function betaShare(x: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return (front * fraction) / a;
}

/** Share of Student's t above a value, for any positive degrees of freedom. */
export function studentTail(t: number, degrees: number): number {
  if (t === 0) return 0.5;
  const beyond = betaShare(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? beyond : 1 - beyond;
}

const quantiles = new Map<string, number>();

/** The t that this share lies above. */
export function studentQuantile(degrees: number, tail = 0.025): number {
  const name = `${degrees} ${tail}`;
  const known = quantiles.get(name);
  if (known !== undefined) return known;
  let most = 1;
  while (studentTail(most, degrees) > tail) most *= 2;
  const value = whereFalling(tail, (t) => studentTail(t, degrees), [0, most]);
  quantiles.set(name, value);
  return value;
}

/** Share of chi-square above a value, for whole degrees of freedom: the finite sums. */
export function chiSquareTail(x: number, degrees: number): number {
  const half = x / 2;
  const isEven = degrees % 2 === 0;
  let term = Math.exp(-half) * (isEven ? 1 : 2 * Math.sqrt(half / Math.PI));
  let sum = isEven ? 0 : 2 * normalTail(Math.sqrt(x));
  for (let j = 0; j < Math.floor(degrees / 2); j += 1) {
    sum += term;
    term *= half / (j + (isEven ? 1 : 1.5));
  }
  return sum;
}
