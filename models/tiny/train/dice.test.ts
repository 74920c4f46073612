import { describe, expect, test } from 'vitest';
import { Dice } from './dice.ts';

const letters = ['a', 'b', 'c', 'd', 'e'];

describe('dice', () => {
  test('fall alike for the same seeds, in their order, and otherwise for others', () => {
    const draws = (...seeds: number[]) => {
      const dice = new Dice(...seeds);
      return Array.from({ length: 20 }, () => dice.below(1000));
    };
    expect(draws(1, 2)).toEqual(draws(1, 2));
    expect(draws(1, 2)).not.toEqual(draws(2, 1));
    expect(draws(1, 2)).not.toEqual(draws(1, 3));
  });

  test('of neighbouring seeds are unrelated: the first throws are even', () => {
    const counts = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed += 1) {
      const face = new Dice(7, seed).below(4);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    // A standard deviation is 27.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });

  test('pick by weight', () => {
    const dice = new Dice(3);
    const values = [
      { name: 'often', weight: 3 },
      { name: 'seldom', weight: 1 },
    ];
    const often = Array.from({ length: 4000 }, () => dice.weighted(values)).filter(
      ({ name }) => name === 'often',
    );
    expect(Math.abs(often.length - 3000)).toBeLessThan(110);
  });

  test('give two different values as a pair', () => {
    const dice = new Dice(4);
    for (let i = 0; i < 200; i += 1) {
      const [first, second] = dice.pair(letters);
      expect(first).not.toBe(second);
    }
  });

  test('shuffle a copy, in which everything is still there', () => {
    const shuffled = new Dice(5).shuffled(letters);
    expect(shuffled).not.toEqual(letters);
    expect(shuffled.toSorted()).toEqual(letters);
  });

  test('cannot pick from nothing', () => {
    expect(() => new Dice(6).pick([])).toThrow(RangeError);
  });
});
