import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rating } from '../../core/rating.ts';
import { type AssignmentState, assignItem, raterOrder, takePlace } from './assign-item.ts';

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

function hold(rater: string, item: number, until = 20 * minute) {
  return { rater, item, until };
}

describe('assignItem', () => {
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

describe('takePlace', () => {
  const names = ['Ada', 'Ben', 'Cleo', 'Dan'];
  const step = fc.record({
    rater: fc.constantFrom(...names),
    item: fc.constantFrom(1, 2, 3),
    does: fc.constantFrom('ask', 'rate', 'skip', 'wait'),
  });

  it('lets nobody give an item more values than are asked for, and refuses nobody who holds it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(1, 2), (steps, ratersPerItem) => {
        const values = new Map<string, Map<number, number | null>>(names.map((name) => [name, new Map()]));
        const held = new Map<string, { item: number; until: number }>();
        let now = 0;
        const given = (item: number) =>
          [...values.values()].filter((own) => (own.get(item) ?? null) !== null).length;
        const needs = () => ({
          values: new Map([1, 2, 3].map((item) => [item, given(item)])),
          holds: [...held]
            .map(([rater, hold]) => ({ rater, ...hold }))
            .filter(({ rater, item }) => values.get(rater)?.has(item) === false),
        });
        const hold = (rater: string, item: number | null) => {
          if (item === null) held.delete(rater);
          else held.set(rater, { item, until: now + 2 });
        };
        for (const { rater, item, does } of steps) {
          now += does === 'wait' ? 3 : 0;
          const own = values.get(rater) ?? new Map<number, number | null>();
          if (does === 'skip' && !own.has(item)) own.set(item, null);
          if (does === 'ask') {
            const state = { needs: needs(), ratersPerItem, rater, order: [1, 2, 3], shown: null, now };
            const rated = [...own].map(([each, value]) => [
              each,
              { item: each, rater, value, comment: '', seconds: null, ratedAt: 0 },
            ]) as [number, Rating][];
            hold(rater, assignItem({ ...state, own: new Map(rated) }).item);
          }
          if (does === 'rate' && (own.get(item) ?? null) === null) {
            const isTheirs = needs().holds.some(
              (each) => each.rater === rater && each.item === item && each.until > now,
            );
            const taken = takePlace(needs(), { item, rater, ratersPerItem, now });
            hold(rater, taken.item);
            if (isTheirs && given(item) < ratersPerItem) expect(taken.hasPlace).toBe(true);
            if (taken.hasPlace) own.set(item, 1);
          }
          for (const each of [1, 2, 3]) expect(given(each)).toBeLessThanOrEqual(ratersPerItem);
        }
      }),
    );
  });

  it('leaves the rater what else they hold', () => {
    const needs = { values: new Map([[2, 1]]), holds: [hold('Ada', 1), hold('Ben', 3)] };
    const take = (rater: string, item: number) =>
      takePlace(needs, { item, rater, ratersPerItem: 1, now: minute });
    expect(take('Ada', 1)).toEqual({ item: 1, hasPlace: true });
    expect(take('Ada', 2)).toEqual({ item: 1, hasPlace: false });
    expect(take('Ada', 4)).toEqual({ item: 1, hasPlace: true });
    expect(take('Cleo', 3)).toEqual({ item: null, hasPlace: false });
    expect(take('Cleo', 4)).toEqual({ item: 4, hasPlace: true });
  });
});
