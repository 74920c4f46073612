import { expect, test } from 'vitest';
import { learningRate } from './training-settings.ts';

const settings = { steps: 110, warmupSteps: 10, peakLearningRate: 2, finalLearningRateShare: 0.1 };

test('the rate rises linearly to its peak', () => {
  expect(learningRate(settings, 0)).toBeCloseTo(0.2);
  expect(learningRate(settings, 4)).toBeCloseTo(1);
  expect(learningRate(settings, 9)).toBeCloseTo(2);
  expect(learningRate(settings, 10)).toBeCloseTo(2);
});

test('then it falls along half a cosine to its final share', () => {
  // Half way: 0.1 + 0.9 / 2 of the peak. A third: 0.1 + 0.9 · (1 + cos 60°) / 2.
  expect(learningRate(settings, 60)).toBeCloseTo(1.1);
  expect(learningRate({ ...settings, steps: 13, warmupSteps: 10 }, 11)).toBeCloseTo(2 * (0.1 + 0.9 * 0.75));
  expect(learningRate(settings, 110)).toBeCloseTo(0.2);
});

test('without a warm-up the first step has the peak', () => {
  expect(learningRate({ ...settings, warmupSteps: 0 }, 0)).toBe(2);
});
