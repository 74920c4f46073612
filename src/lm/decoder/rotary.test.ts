import { expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { numpy as np } from '../jax.ts';
import { rotaryFrequencies, rotaryPositions, rotate } from './rotary.ts';

test('each pair turns at θ^(−2i / size) radians a position', () => {
  const frequencies = rotaryFrequencies({ ...tinyConfig, headSize: 8, ropeTheta: 10_000 });
  // 10000^0, 10000^(−1/4), 10000^(−1/2), 10000^(−3/4)
  for (const [pair, expected] of [1, 0.1, 0.01, 0.001].entries()) {
    expect(frequencies[pair]).toBeCloseTo(expected, 8);
  }
  expect(frequencies).toHaveLength(4);
});

test("Llama 3's rule leaves fast pairs unchanged, divides slow ones by the factor and interpolates between", () => {
  // Turns within the original 200 π positions: 100, 10, 1, 0.1 for the four pairs.
  const frequencies = rotaryFrequencies({
    ...tinyConfig,
    headSize: 8,
    ropeTheta: 10_000,
    ropeScaling: {
      kind: 'llama3',
      factor: 8,
      lowFrequencyFactor: 0.5,
      highFrequencyFactor: 20,
      originalMaxPositions: 200 * Math.PI,
    },
  });
  expect(frequencies[0]).toBeCloseTo(1, 7);
  // (10 − 0.5) / (20 − 0.5) = 0.48718 share: 0.51282 · 0.1 / 8 + 0.48718 · 0.1
  expect(frequencies[1]).toBeCloseTo(0.055128, 6);
  // (1 − 0.5) / 19.5 = 0.025641 share: 0.974359 · 0.01 / 8 + 0.025641 · 0.01
  expect(frequencies[2]).toBeCloseTo(0.00147436, 8);
  expect(frequencies[3]).toBeCloseTo(0.001 / 8, 8);
});

test('numbers i and i + size/2 of a head turn together by the angle of their position', async () => {
  // One sequence of two tokens with one head of four numbers; the second has position 3.
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

test('sequences of a batch may have different positions', async () => {
  const rotary = rotaryPositions(np.array([[0], [2]]), Float32Array.of(1));
  const turned = await rotate(np.array([1, 0, 1, 0]).reshape([2, 1, 1, 2]), rotary).data();
  const expected = [1, 0, Math.cos(2), Math.sin(2)];
  for (const [at, number] of expected.entries()) expect(turned[at]).toBeCloseTo(number, 5);
});
