import type { TrainingSettings } from './training-settings.ts';

type LearningRateSettings = Pick<
  TrainingSettings,
  'steps' | 'peakLearningRate' | 'warmupSteps' | 'finalLearningRateShare'
>;

/**
 * Rate of a step, counted from 0: up in a straight line over the warm-up, then down along half a cosine
 * (Loshchilov and Hutter 2017) to the final share of the peak.
 */
export function learningRate(settings: LearningRateSettings, step: number): number {
  const { steps, warmupSteps, peakLearningRate: peak, finalLearningRateShare: finalShare } = settings;
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return peak * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * done)));
}
