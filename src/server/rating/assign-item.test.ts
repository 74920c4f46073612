import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssignmentState, assignItem, raterOrder } from './assign-item.ts';

const items = fc.uniqueArray(fc.nat());

describe('raterOrder', () => {
  it('is an order of the same items, the same each time', () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.string(), (given, seed, rater) => {
        const order = raterOrder(given, seed, rater);
        expect(order.toSorted()).toEqual(given.toSorted());
        expect(raterOrder(given.toReversed(), seed, rater)).toEqual(order);
      }),
    );
  });

  it('does not move items past each other when others are added', () => {
    fc.assert(
      fc.property(items, items, (given, added) => {
        const all = raterOrder(new Set([...given, ...added]), 1, 'Ada');
        expect(all.filter((item) => given.includes(item))).toEqual(raterOrder(given, 1, 'Ada'));
      }),
    );
  });

  it('puts each item first about equally often', () => {
    const firsts = Array.from(
      { length: 3000 },
      (_, number) => raterOrder([1, 2, 3], 1, `rater ${number}`)[0],
    );
    for (const item of [1, 2, 3]) {
      // 1,000 expected, standard deviation 26.
      expect(Math.abs(firsts.filter((first) => first === item).length - 1000)).toBeLessThan(130);
    }
  });
});

const minute = 60_000;

describe('assignItem', () => {
  const hold = (rater: string, item: number, until = 20 * minute) => ({ rater, item, until });
  const assign = (rater: string, more: Partial<AssignmentState> = {}) =>
    assignItem({
      ...{ rater, ratersPerItem: 1, own: new Map(), order: [1, 2, 3], shown: null, now: minute },
      needs: { values: new Map(), holds: [] },
      ...more,
    });

  it('counts what others hold and what has its values, and not what the rater holds', () => {
    const needs = { values: new Map([[2, 1]]), holds: [hold('Ada', 1)] };
    expect(assign('Ben', { needs })).toMatchObject({ item: 3, progress: { left: 1, waiting: 1 } });
    expect(assign('Ada', { needs })).toMatchObject({ item: 1, progress: { left: 2, waiting: 0 } });
    expect(assign('Ben', { needs, ratersPerItem: 2 }).item).toBe(1);
  });

  it('gives away what its rater was not heard of for too long, and keeps it theirs until then', () => {
    const needs = { values: new Map(), holds: [hold('Ada', 2, minute)] };
    expect(assign('Ada', { needs, now: 30 * minute }).item).toBe(2);
    expect(assign('Ben', { needs, shown: 2, now: minute - 1 }).item).toBe(1);
    expect(assign('Ben', { needs, shown: 2, now: minute }).item).toBe(2);
  });
});
