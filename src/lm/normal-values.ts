import { seededRandom } from '../stats/bootstrap/seeded-random.ts';

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
