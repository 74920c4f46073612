const rootTwoPi = Math.sqrt(2 * Math.PI);
const fractionDepth = 120;

/**
 * The standard normal distribution function P(Z <= z). Absolute error below 1e-15; in the lower tail the
 * relative error is below 1e-12.
 *
 * Source: near 0 the series 1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...), Marsaglia (2004), Journal of
 * Statistical Software 11(4); in the tails Laplace's continued fraction phi(z) / (z + 1/(z + 2/(z + ...))),
 * Abramowitz and Stegun 26.2.14.
 *
 * @example
 * normalCdf(0); // .5
 * normalCdf(-1.96); // .0250
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return z;
  return z < 0 ? upperTail(-z) : 1 - upperTail(z);
}

function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / rootTwoPi;
  if (density === 0) return 0;
  return z < 2.5 ? 0.5 - density * centralSeries(z) : density / tailFraction(z);
}

function centralSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

function tailFraction(z: number): number {
  let value = z;
  for (let k = fractionDepth; k > 0; k -= 1) value = z + k / value;
  return value;
}

/**
 * The standard normal quantile: the z with P(Z <= z) = `probability`. Relative error about 1e-16.
 * 0 gives -Infinity, 1 gives Infinity, anything outside [0, 1] gives NaN.
 *
 * Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3), 477-484.
 *
 * @example
 * normalQuantile(0.975); // 1.95996
 */
export function normalQuantile(probability: number): number {
  const fromCentre = probability - 0.5;
  if (Math.abs(fromCentre) <= 0.425) {
    const r = 0.180625 - fromCentre * fromCentre;
    return (fromCentre * polynomial(centreNumerator, r)) / polynomial(centreDenominator, r);
  }
  const tail = fromCentre < 0 ? probability : 1 - probability;
  if (!(tail >= 0)) return Number.NaN;
  if (tail === 0) return fromCentre < 0 ? -Infinity : Infinity;
  const size = tailQuantile(Math.sqrt(-Math.log(tail)));
  return fromCentre < 0 ? -size : size;
}

function tailQuantile(r: number): number {
  return r <= 5
    ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
    : polynomial(farNumerator, r - 5) / polynomial(farDenominator, r - 5);
}

/** Coefficients from the constant upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

const centreNumerator = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const centreDenominator = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const middleNumerator = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const middleDenominator = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const farNumerator = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const farDenominator = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];
