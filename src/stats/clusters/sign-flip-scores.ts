import { seededRandom } from '../bootstrap/seeded-random.ts';

/** The result of the sign-flip test of scores. */
export interface ScoreSignFlip {
  /** Two-sided; null where no score differs from 0. */
  readonly p: number | null;
  /** Whether every choice of signs was counted, so that the seed has no influence. */
  readonly exact: boolean;
  /** Scores other than 0, and the smallest p that so many can give. */
  readonly changed: number;
  readonly leastP: number;
}

/** How signs are drawn where there are too many choices to count: 9,999 times by default. */
export interface SignFlipDraws {
  /** Choices of signs drawn where there are too many to count. */
  readonly permutations?: number;
  readonly seed: number;
}

/** Up to so many scores every choice of signs is counted: two lists of 2^15 sums each. */
const mostExact = 30;
/** Equal sums that differ by the order of summing are equal. */
const slack = 1e-12;

/**
 * The sign-flip test of scores of independent clusters, any real numbers: p = P(|Σ s_g v_g| ≥ |Σ v_g|), each sign
 * equally likely. Up to 30 scores other than 0 it is exact; above, from drawn signs,
 * p = (1 + sums at least as far from 0) / (1 + permutations). Whole numbers: see `signFlipTest`, which is always exact
 * or nearly so.
 *
 * Source: Hemerik, Goeman and Finos (2020), Journal of the Royal Statistical Society B 82, 841-864; drawn signs: Phipson
 * and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, article 39; the two lists: Horowitz and
 * Sahni (1974), Journal of the ACM 21, 277-292.
 *
 * @param scores what each cluster adds to the estimate, less what is expected of it where there is no effect.
 *
 * @example
 * signFlipScores([0.5, 0.25, 0.5, 0.75], { seed: 1 }).p; // .125
 */
export function signFlipScores(scores: ArrayLike<number>, draws: SignFlipDraws): ScoreSignFlip {
  const values = Float64Array.from(scores).filter((value) => value !== 0);
  const changed = values.length;
  const leastP = Math.min(1, 2 ** (1 - changed));
  if (changed === 0) return { p: null, exact: true, changed, leastP };
  const exact = changed <= mostExact;
  return { p: exact ? countedP(values) : drawnP(values, draws), exact, changed, leastP };
}

/** |Σ v_g|, and what a sum must reach to count as at least as far from 0. */
function observedSum(values: Float64Array): { readonly total: number; readonly least: number } {
  const total = values.reduce((sum, value) => sum + value, 0);
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  return { total, least: Math.abs(total) - slack * size };
}

/** Every sum of the values is one of the first half plus one of the second; sorted, the pairs need no list. */
function countedP(values: Float64Array): number {
  const { least } = observedSum(values);
  if (least <= 0) return 1;
  const middle = values.length >> 1;
  const first = signedSums(values.subarray(0, middle));
  const second = signedSums(values.subarray(middle));
  let reached = 0;
  let place = second.length;
  // As the first rises, ever more of the second reach `least` with it. The lower tail is as large as the upper.
  for (const sum of first) {
    while (place > 0 && sum + (second[place - 1] ?? 0) >= least) place -= 1;
    reached += second.length - place;
  }
  return Math.min(1, (2 * reached) / 2 ** values.length);
}

/** Upwards: those with the value added and those with it subtracted are each in order, and merged. */
function signedSums(values: Float64Array): Float64Array {
  let sums = Float64Array.of(0);
  for (const signed of values) {
    const value = Math.abs(signed);
    const merged = new Float64Array(2 * sums.length);
    let [lower, upper] = [0, 0];
    for (let place = 0; place < merged.length; place += 1) {
      const less = (sums[lower] ?? Infinity) - value;
      const more = (sums[upper] ?? Infinity) + value;
      merged[place] = less <= more ? less : more;
      if (less <= more) lower += 1;
      else upper += 1;
    }
    sums = merged;
  }
  return sums;
}

/** The sums of the values with a negative sign come from tables: of eight values at a time, by the eight drawn bits. */
function drawnP(values: Float64Array, { permutations = 9999, seed }: SignFlipDraws): number {
  const { total, least } = observedSum(values);
  const tables = subsetSums(values);
  const random = seededRandom(seed);
  const bits = new Uint32Array(Math.ceil(values.length / 32));
  let reached = 0;
  for (let round = 0; round < permutations; round += 1) {
    random.fillBelow(bits, 2 ** 32);
    let negative = 0;
    for (let i = 0; i < bits.length; i += 1) {
      const drawn = bits[i] ?? 0;
      const from = i << 10;
      negative +=
        (tables[from + (drawn & 255)] ?? 0) +
        (tables[from + 256 + ((drawn >>> 8) & 255)] ?? 0) +
        (tables[from + 512 + ((drawn >>> 16) & 255)] ?? 0) +
        (tables[from + 768 + (drawn >>> 24)] ?? 0);
    }
    if (Math.abs(total - 2 * negative) >= least) reached += 1;
  }
  return (1 + reached) / (1 + permutations);
}

/** Of each eight values in turn, padded with 0 to 32: the sum of those chosen by the bits of 0 to 255. */
function subsetSums(values: Float64Array): Float64Array {
  const groups = 4 * Math.ceil(values.length / 32);
  const sums = new Float64Array(groups * 256);
  for (let slot = 0; slot < sums.length; slot += 1) {
    const choice = slot & 255;
    if (choice === 0) continue;
    // The sum without the highest bit, and the value of that bit.
    const highest = 31 - Math.clz32(choice);
    sums[slot] = (sums[slot - (1 << highest)] ?? 0) + (values[8 * (slot >> 8) + highest] ?? 0);
  }
  return sums;
}
