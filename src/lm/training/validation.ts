import type { NamedArrays } from '../arrays.ts';
import type { TrainingBatch } from './training-batch.ts';
import type { TrainingSteps } from './training-steps.ts';

/** Losses at one validation, in nats a token. */
export interface ValidationResult {
  /** Steps done by then. */
  readonly step: number;
  /** Mean over the steps since the previous validation. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

/** The validation with the lowest loss, the earliest of equals; null if there is none. */
export function bestValidation(validations: readonly ValidationResult[]): ValidationResult | null {
  return validations.reduce<ValidationResult | null>(
    (best, next) => (best === null || next.validationLoss < best.validationLoss ? next : best),
    null,
  );
}

/** Whether the last `patience` validations were no better than the best one before them. */
export function hasStoppedImproving(
  validations: readonly ValidationResult[],
  patience: number | null,
): boolean {
  const best = bestValidation(validations);
  return patience !== null && best !== null && validations.length - 1 - validations.indexOf(best) >= patience;
}

/**
 * Mean cross-entropy over the target tokens of all batches, in nats, each token counted by its weight.
 *
 * @param parameters borrowed
 */
export async function meanLoss(
  steps: TrainingSteps,
  parameters: NamedArrays,
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

/** NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
