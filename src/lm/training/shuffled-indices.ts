import { seededRandom } from '../../stats/bootstrap/seeded-random.ts';
import { mixedSeed } from '../mixed-seed.ts';

/** The numbers from 0 below `count` in an order that follows from the seed and the round (Fisher–Yates). */
export function shuffledIndices(count: number, seed: number, round: number): readonly number[] {
  const draws = new Uint32Array(count);
  seededRandom(mixedSeed(seed, round)).fillBelow(draws, 2 ** 32);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor((Number(draws[last]) / 2 ** 32) * (last + 1));
    [order[last], order[other]] = [Number(order[other]), Number(order[last])];
  }
  return order;
}
