import { expect, test } from 'vitest';
import { numpy as np } from '../jax.ts';
import { rotaryPositions } from './rotary-positions.ts';
import { rotate } from './rotate.ts';

test('numbers i and i + size/2 of a head turn together by the angle of their position', async () => {
  // One sequence of two tokens with one head of four numbers; the second stands at position 3.
  const rotary = rotaryPositions(np.array([0, 3]), Float32Array.of(0.5, 0.1));
  const x = np.array([1, 2, 3, 4, 1, 2, 3, 4]).reshape([1, 1, 2, 4]);
  const turned = await rotate(x, rotary).data();
  const first = [1, 2, 3, 4];
  const second = [
    1 * Math.cos(1.5) - 3 * Math.sin(1.5),
    2 * Math.cos(0.3) - 4 * Math.sin(0.3),
    3 * Math.cos(1.5) + 1 * Math.sin(1.5),
    4 * Math.cos(0.3) + 2 * Math.sin(0.3),
  ];
  for (const [at, expected] of [...first, ...second].entries()) expect(turned[at]).toBeCloseTo(expected, 5);
});

test('sequences of a batch may stand at positions of their own', async () => {
  const rotary = rotaryPositions(np.array([[0], [2]]), Float32Array.of(1));
  const turned = await rotate(np.array([1, 0, 1, 0]).reshape([2, 1, 1, 2]), rotary).data();
  const expected = [1, 0, Math.cos(2), Math.sin(2)];
  for (const [at, number] of expected.entries()) expect(turned[at]).toBeCloseTo(number, 5);
});
