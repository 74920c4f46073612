import { expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { rotaryFrequencies } from './rotary-frequencies.ts';

test('each pair turns at θ^(−2i / size) radians a position', () => {
  const frequencies = rotaryFrequencies({ ...tinyConfig, headSize: 8, ropeTheta: 10_000 });
  // 10000^0, 10000^(−1/4), 10000^(−1/2), 10000^(−3/4)
  for (const [pair, expected] of [1, 0.1, 0.01, 0.001].entries()) {
    expect(frequencies[pair]).toBeCloseTo(expected, 8);
  }
  expect(frequencies).toHaveLength(4);
});

test("Llama 3's rule keeps fast pairs, divides slow ones by the factor and goes over gradually between", () => {
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
  // (10 − 0.5) / (20 − 0.5) = 0.48718 kept: 0.51282 · 0.1 / 8 + 0.48718 · 0.1
  expect(frequencies[1]).toBeCloseTo(0.055128, 6);
  // (1 − 0.5) / 19.5 = 0.025641 kept: 0.974359 · 0.01 / 8 + 0.025641 · 0.01
  expect(frequencies[2]).toBeCloseTo(0.00147436, 8);
  expect(frequencies[3]).toBeCloseTo(0.001 / 8, 8);
});
