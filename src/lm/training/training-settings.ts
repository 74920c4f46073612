import type { AdamWSettings } from './adamw.ts';

export interface TrainingSettings extends AdamWSettings {
  readonly steps: number;
  /** Tokens of a batch, padding included; see `cutBatches`. */
  readonly tokensPerBatch: number;
  /** Examples that are drawn and cut into batches together. */
  readonly poolSize: number;
  /** Learning rate at its highest. */
  readonly peakLearningRate: number;
  readonly warmupSteps: number;
  /** What is left of the learning rate at the last step, as a share of its peak. */
  readonly finalLearningRateShare: number;
  /** Order of the examples. */
  readonly seed: number;
  /** Steps between two looks at the validation examples. */
  readonly validateEvery: number;
  /** Looks without a better validation loss after which training stops; null to go on to the last step. */
  readonly patience: number | null;
  /** Steps between two savings, from which an interrupted run goes on. */
  readonly saveEvery: number;
}

export const defaultTrainingSettings: TrainingSettings = {
  steps: 200,
  tokensPerBatch: 1536,
  poolSize: 512,
  peakLearningRate: 1e-3,
  warmupSteps: 20,
  finalLearningRateShare: 0.1,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  maxGradientNorm: 1,
  seed: 1,
  validateEvery: 20,
  patience: null,
  saveEvery: 50,
};

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
