import { describe, expect, test } from 'vitest';
import { continuation, mixingWeights, settings } from './recipe.ts';
import { planOf } from './train-tiny.ts';

describe('the plan of a training', () => {
  test('from random weights is the recipe of a first training', () => {
    expect(planOf({ from: null })).toMatchObject({ settings, mixture: mixingWeights });
  });

  test('from a checkpoint has a lower learning rate, fewer steps and other rows', () => {
    const plan = planOf({ from: 'models/tiny' });
    expect(plan).toMatchObject({ settings: continuation.settings, mixture: continuation.mixingWeights });
    expect(plan.settings.peakLearningRate).toBeLessThan(settings.peakLearningRate);
    expect(plan.settings.steps).toBeLessThan(settings.steps);
    expect(plan.seed).not.toBe(planOf({ from: null }).seed);
  });

  test('has as many steps as are asked for, and the rest as before', () => {
    expect(planOf({ from: 'models/tiny', steps: 7 }).settings).toEqual({
      ...continuation.settings,
      steps: 7,
    });
  });
});
