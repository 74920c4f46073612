import type { ModelConfig } from '../checkpoint/model-config.ts';
import { nextTokenLogits } from '../decoder/next-token-logits.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { nn, numpy as np } from '../jax.ts';
import type { Lesson } from './batch-arrays.ts';

/**
 * Mean cross-entropy, in nats, of the tokens to learn, each counted by its weight: `Σ w · −log p(target) / Σ w`.
 *
 * @param outer embedding, last norm and head
 * @param x what the last layer gives, batch · tokens × hidden; taken over
 * @param lesson taken over
 */
export function completionLoss(
  outer: Parameters,
  config: ModelConfig,
  x: np.Array,
  lesson: Lesson,
): np.Array {
  const logits = nextTokenLogits(outer, config, x, lesson.places);
  const isTarget = np.expandDims(lesson.targets, -1).equal(np.arange(config.vocabularySize));
  const ofTargets = np.where(isTarget, logits.ref, 0).sum(-1);
  const losses = nn.logsumexp(logits, -1).sub(ofTargets);
  return losses.mul(lesson.weights.ref).sum().div(lesson.weights.sum());
}
