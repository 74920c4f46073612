import { seededRandom } from '../../../src/stats/bootstrap/seeded-random.ts';

/** Choices by chance, the same for the same seed. */
export class Dice {
  readonly #random: ReturnType<typeof seededRandom>;
  readonly #one = new Uint32Array(1);

  /** @param seeds whole numbers; each list of them gives draws of its own */
  constructor(...seeds: readonly number[]) {
    const seed = seeds.reduce((mixed, next) => scramble(Math.imul(mixed, 31) + next), 0x51ed270b);
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 below `bound`. */
  below(bound: number): number {
    this.#random.fillBelow(this.#one, bound);
    return this.#one[0] ?? 0;
  }

  /** True in this share of cases. */
  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000;
  }

  /** @throws RangeError where there is nothing to pick from */
  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('there is nothing to pick from');
    return value;
  }

  /** Picks by weight; weights are positive and need not sum to 1. */
  weighted<Value extends { readonly weight: number }>(values: readonly Value[]): Value {
    const total = values.reduce((sum, { weight }) => sum + weight, 0);
    let left = (this.below(1_000_000) / 1_000_000) * total;
    for (const value of values) {
      left -= value.weight;
      if (left < 0) return value;
    }
    return this.pick(values);
  }

  /** Two different ones. */
  pair<Value>(values: readonly Value[]): readonly [Value, Value] {
    const first = this.below(values.length);
    const second = (first + 1 + this.below(values.length - 1)) % values.length;
    return [this.pick(values.slice(first, first + 1)), this.pick(values.slice(second, second + 1))];
  }

  /** A copy in an order by chance (Fisher and Yates). */
  shuffled<Value>(values: readonly Value[]): Value[] {
    const order = [...values];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const [moved] = order.splice(other, 1);
      if (moved !== undefined) order.splice(last, 0, moved);
    }
    return order;
  }
}

/** The finishing steps of splitmix32: neighbouring numbers give unrelated ones. */
function scramble(number: number): number {
  let mixed = (number + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
