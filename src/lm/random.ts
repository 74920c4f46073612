import { seededRandom } from '../stats/bootstrap/seeded-random.ts';

/** One seed out of two numbers, so that neighbouring numbers have nothing in common (FNV-1a over their bytes). */
export function mixedSeed(seed: number, round: number): number {
  let hash = 0x811c9dc5;
  for (const part of [seed, round]) {
    for (let shift = 0; shift < 32; shift += 8) {
      hash = Math.imul(hash ^ ((part >>> shift) & 0xff), 0x01000193);
    }
  }
  return hash >>> 0;
}

/** Normal numbers of mean 0, by Box and Muller's method: two uniform numbers give two normal ones. */
export function normalValues(size: number, deviation: number, seed: number): Float32Array<ArrayBuffer> {
  const uniform = new Uint32Array(size + (size % 2));
  seededRandom(seed).fillBelow(uniform, 2 ** 32);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log((Number(uniform[at]) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * Number(uniform[at + 1])) / 2 ** 32;
    values[at] = radius * Math.cos(angle);
    if (at + 1 < size) values[at + 1] = radius * Math.sin(angle);
  }
  return values;
}

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
