import type { AdamWSettings } from './adamw.ts';

export interface TrainingSettings extends AdamWSettings {
  readonly steps: number;
  /** Tokens of a batch, padding included; see `cutBatches`. */
  readonly tokensPerBatch: number;
  /** Examples that are drawn and cut into batches together. */
  readonly poolSize: number;
  /** Peak learning rate. */
  readonly peakLearningRate: number;
  readonly warmupSteps: number;
  /** Learning rate of the last step, as a share of the peak. */
  readonly finalLearningRateShare: number;
  /** Seed of the examples' order. */
  readonly seed: number;
  /** Steps between two validations. */
  readonly validateEvery: number;
  /** Validations without a better loss after which training stops; null to train to the last step. */
  readonly patience: number | null;
  /** Steps between two saved states. An interrupted run continues from the last one. */
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
 * Rate of a step, counted from 0: linear over the warm-up, then half a cosine down
 * (Loshchilov and Hutter 2017) to the final share of the peak.
 */
export function learningRate(settings: LearningRateSettings, step: number): number {
  const { steps, warmupSteps, peakLearningRate: peak, finalLearningRateShare: finalShare } = settings;
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  return peak * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * done)));
}
