import { Range } from './range.ts';

/** P(|Σ s d| ≥ |Σ d|) over all signs of whole numbers, counted. */
export function signFlip(changes: readonly number[]): number {
  const changed = changes.filter((change) => change !== 0);
  // Whole numbers up to 2^53 are exact.
  return changed.length <= 52 ? smallSignFlip(changed) : largeSignFlip(changed);
}

function smallSignFlip(changed: readonly number[]): number {
  let ways = new Map([[0, 1]]);
  for (const change of changed) {
    const next = new Map<number, number>();
    for (const [sum, count] of ways) {
      next.set(sum + change, (next.get(sum + change) ?? 0) + count);
      next.set(sum - change, (next.get(sum - change) ?? 0) + count);
    }
    ways = next;
  }
  const observed = Math.abs(changed.reduce((sum, change) => sum + change, 0));
  let reached = 0;
  for (const [sum, count] of ways) if (Math.abs(sum) >= observed) reached += count;
  return reached / 2 ** changed.length;
}

function largeSignFlip(changed: readonly number[]): number {
  let ways = new Map([[0, 1n]]);
  for (const change of changed) {
    const next = new Map<number, bigint>();
    for (const [sum, count] of ways) {
      for (const signed of [sum + change, sum - change]) next.set(signed, (next.get(signed) ?? 0n) + count);
    }
    ways = next;
  }
  const observed = Math.abs(changed.reduce((sum, change) => sum + change, 0));
  let reached = 0n;
  for (const [sum, count] of ways) if (Math.abs(sum) >= observed) reached += count;
  const scale = 10n ** 330n;
  return Number(`${(reached * scale) / 2n ** BigInt(changed.length)}e-330`);
}

/** Up to so many scores the program counts every choice of signs; above it draws 9,999. */
const mostCounted = 30;
const draws = 9999;
/** Means of up to four of three repeats, over up to eight scenarios, are multiples of one of so many parts. */
const parts = 15120;

/** Of fractions, each a multiple of 1/15120: the exact p, or a range around it where the program draws signs. */
export function signFlipOfFractions(values: readonly number[]): number | Range {
  const whole = values.map((value) => Math.round(value * parts));
  for (const [i, value] of values.entries()) {
    if (Math.abs(value * parts - (whole[i] ?? 0)) > 1e-6) throw new Error(`${value} is no such fraction.`);
  }
  return asComputed(signFlip(whole), whole.filter((value) => value !== 0).length);
}

function asComputed(p: number, changed: number): number | Range {
  return changed <= mostCounted ? p : Range.ofDraws(p, draws);
}

/** Of any numbers: the exact p, a range around it where the program draws, null without one other than 0. */
export function signFlipOfScores(scores: readonly number[]): number | Range | null {
  const values = scores.filter((value) => value !== 0);
  if (values.length === 0) return null;
  if (values.length > mostCounted) return Range.ofDraws(drawnShare(values), draws, referenceDraws);
  const observed = leastReaching(values);
  const middle = values.length >> 1;
  const first = signedSums(values.slice(0, middle));
  const second = signedSums(values.slice(middle)).sort();
  let reached = 0;
  for (const sum of first) {
    reached += countAbove(second, observed - sum) + countAbove(second, observed + sum);
  }
  return Math.min(1, reached / 2 ** values.length);
}

function leastReaching(values: readonly number[]): number {
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  return Math.abs(values.reduce((sum, value) => sum + value, 0)) - 1e-11 * size;
}

function signedSums(values: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const value of values) {
    const next = new Float64Array(2 * sums.length);
    for (const [i, sum] of sums.entries()) {
      next[2 * i] = sum + value;
      next[2 * i + 1] = sum - value;
    }
    sums = next;
  }
  return sums;
}

/** How many of the sorted numbers are at least this. */
function countAbove(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}

const referenceDraws = 60_000;

function drawnShare(values: readonly number[]): number {
  const observed = leastReaching(values);
  const random = uniform(values.length);
  let reached = 0;
  for (let draw = 0; draw < referenceDraws; draw += 1) {
    let sum = 0;
    for (const value of values) sum += random() < 0.5 ? value : -value;
    if (Math.abs(sum) >= observed) reached += 1;
  }
  return reached / referenceDraws;
}

/** Marsaglia's xorshift, 32 bits. */
export function uniform(seed: number): () => number {
  let state = (seed * 2654435761 + 88172645) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
