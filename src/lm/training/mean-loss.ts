import type { Named } from './named.ts';
import type { TrainingBatch } from './training-batch.ts';
import type { TrainingSteps } from './training-steps.ts';

/**
 * Mean cross-entropy over the learned tokens of all batches, in nats, each token counted by its weight.
 *
 * @param parameters borrowed
 */
export async function meanLoss(
  steps: TrainingSteps,
  parameters: Named,
  batches: readonly TrainingBatch[],
): Promise<number> {
  let sum = 0;
  let weights = 0;
  for (const batch of batches) {
    const weight = batch.weights.reduce((total, one) => total + one, 0);
    sum += weight * (await steps.loss(parameters, batch));
    weights += weight;
  }
  return sum / weights;
}
