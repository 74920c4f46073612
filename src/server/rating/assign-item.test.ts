import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reservations, raterOrder } from './assign-item.ts';

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

describe('Reservations', () => {
  it('counts what others hold, and not what the rater holds', () => {
    const reservations = new Reservations();
    reservations.hold('Ada', 1, 0);
    reservations.hold('Ben', 1, 0);
    reservations.hold('Cleo', 2, 0);
    expect(reservations.heldByOthers('Ada', minute)).toEqual(
      new Map([
        [1, 1],
        [2, 1],
      ]),
    );
  });

  it('lets go of an item when its rater takes another, or is not heard of for twenty minutes', () => {
    const reservations = new Reservations();
    reservations.hold('Ada', 1, 0);
    reservations.hold('Ada', 2, minute);
    expect(reservations.heldByOthers('Ben', 20 * minute)).toEqual(new Map([[2, 1]]));
    expect(reservations.heldByOthers('Ben', 22 * minute)).toEqual(new Map());
    expect(reservations.heldBy('Ada')).toBe(2);
  });
});
