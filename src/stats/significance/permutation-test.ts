import { seededRandom } from '../bootstrap/seeded-random.ts';

/** What is permuted, and how often. */
export interface PermutationPlan {
  /** How many labels are exchanged. */
  readonly size: number;
  /** The statistic when the label of place i is that of `order[i]`; large values speak against chance. */
  readonly statistic: (order: Uint32Array) => number;
  /** Orders drawn where there are more than that; else every order is tried. */
  readonly permutations: number;
  readonly seed: number;
}

/** The p value of a permutation test, and how it was had. */
export interface PermutationResult {
  /** One-sided: how often an order gives as much as the observed one. */
  readonly p: number;
  readonly permutations: number;
  /** True where every order was tried, so that p is exact; the seed then counts for nothing. */
  readonly exhaustive: boolean;
}

/** Equal statistics that differ by the order of summing are equal. */
const slack = 1e-12;

/**
 * Whether the observed labels give a larger statistic than labels by chance. Drawn orders give
 * p = (1 + those that reach the observed) / (1 + permutations), which is never 0.
 *
 * Source: Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, article 39.
 *
 * @example
 * const values = [1, 2, 3, 4];
 * const statistic = (order: Uint32Array) => values.reduce((sum, value, i) => sum + value * (order[i] ?? 0), 0);
 * permutationTest({ size: 4, statistic, permutations: 1000, seed: 1 }).p; // 1/24: only the observed order gives 20
 */
export function permutationTest(plan: PermutationPlan): PermutationResult {
  const observed = plan.statistic(identity(plan.size));
  const least = observed - slack * Math.max(1, Math.abs(observed));
  let reached = 0;
  const count = (order: Uint32Array) => {
    if (plan.statistic(order) >= least) reached += 1;
  };
  const all = orders(plan.size);
  if (all <= plan.permutations) {
    everyOrder(identity(plan.size), plan.size, count);
    return { p: reached / all, permutations: all, exhaustive: true };
  }
  drawOrders(plan, count);
  return { p: (1 + reached) / (1 + plan.permutations), permutations: plan.permutations, exhaustive: false };
}

function identity(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, i) => i);
}

function orders(size: number): number {
  return size < 2 ? 1 : size * orders(size - 1);
}

/** Heap's algorithm. */
function everyOrder(order: Uint32Array, length: number, visit: (order: Uint32Array) => void): void {
  if (length <= 1) {
    visit(order);
    return;
  }
  for (let i = 0; i < length; i += 1) {
    everyOrder(order, length - 1, visit);
    if (i < length - 1) exchange(order, length % 2 === 0 ? i : 0, length - 1);
  }
}

/** Fisher and Yates' shuffle, each draw from the numbers below 2^32. */
function drawOrders(plan: PermutationPlan, visit: (order: Uint32Array) => void): void {
  const random = seededRandom(plan.seed);
  const order = identity(plan.size);
  const draws = new Uint32Array(plan.size);
  for (let round = 0; round < plan.permutations; round += 1) {
    random.fillBelow(draws, 2 ** 32);
    for (let last = plan.size - 1; last > 0; last -= 1) {
      exchange(order, last, Math.floor(((draws[last] ?? 0) / 2 ** 32) * (last + 1)));
    }
    visit(order);
  }
}

function exchange(order: Uint32Array, one: number, other: number): void {
  const moved = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = moved;
}
