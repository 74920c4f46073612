import { describe, expect, it } from 'vitest';
import { permutationTest } from './permutation-test.ts';

/** Mean of the values whose label is 1 less that of the others. */
const difference = (values: readonly number[], labels: readonly number[]) => (order: Uint32Array) => {
  const of = (label: number) => values.filter((_, i) => labels[order[i] ?? 0] === label);
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  return mean(of(1)) - mean(of(0));
};

describe('permutationTest', () => {
  // 3 of 6 labels: 20 choices, of which only the observed one gives as much.
  it('tries every order where they are few: p is then exact', () => {
    const statistic = difference([1, 2, 3, 7, 8, 9], [0, 0, 0, 1, 1, 1]);
    const test = permutationTest({ size: 6, statistic, permutations: 1000, seed: 1 });
    expect(test).toEqual({ p: 1 / 20, permutations: 720, exhaustive: true });
  });

  it('draws orders where they are many, the same for the same seed', () => {
    const statistic = difference([1, 2, 3, 7, 8, 9], [0, 0, 0, 1, 1, 1]);
    const test = permutationTest({ size: 6, statistic, permutations: 700, seed: 1 });
    expect(test.exhaustive).toBe(false);
    expect(test.p).toBeGreaterThan(0.025);
    expect(test.p).toBeLessThan(0.085);
    expect(permutationTest({ size: 6, statistic, permutations: 700, seed: 1 })).toEqual(test);
  });

  it('draws every order about as often as any other', () => {
    const seen = new Map<string, number>();
    const statistic = (order: Uint32Array) => {
      seen.set(order.join(), (seen.get(order.join()) ?? 0) + 1);
      return 0;
    };
    // Nine labels have more orders than are drawn; the first of them stands anywhere equally often.
    permutationTest({ size: 9, statistic, permutations: 9000, seed: 4 });
    const first = new Array<number>(9).fill(0);
    for (const [order, times] of seen) first[Number(order[0])] = (first[Number(order[0])] ?? 0) + times;
    for (const times of first) expect(Math.abs(times - 1000)).toBeLessThan(120);
  });

  it('gives p = 1 where labels make no difference, and never 0', () => {
    expect(permutationTest({ size: 20, statistic: () => 3, permutations: 99, seed: 1 }).p).toBe(1);
    const onlyAsObserved = (order: Uint32Array) => (order.every((label, i) => label === i) ? 1 : 0);
    expect(permutationTest({ size: 20, statistic: onlyAsObserved, permutations: 99, seed: 1 }).p).toBe(0.01);
  });
});
