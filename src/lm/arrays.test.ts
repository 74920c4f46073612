import { expect, test } from 'vitest';
import { roundUpShape } from './arrays.ts';

test('sizes are powers of two and the halves between them', () => {
  const shapes = [1, 32, 33, 48, 49, 64, 65, 96, 97, 512, 513].map((size) => roundUpShape(size));
  expect(shapes).toEqual([32, 32, 48, 48, 64, 64, 96, 96, 128, 512, 768]);
});

test('a smallest size may be asked for', () => {
  expect([1, 16, 17, 25].map((size) => roundUpShape(size, 16))).toEqual([16, 16, 24, 32]);
});

test('beyond the smallest size at most a third is padding', () => {
  for (let size = 33; size < 3000; size += 1) {
    const shape = roundUpShape(size);
    expect(shape).toBeGreaterThanOrEqual(size);
    expect(shape - size).toBeLessThanOrEqual(shape / 3);
  }
});
