import type { ModelConfig } from '../checkpoint/model-config.ts';
import { causalView } from '../decoder/causal-view.ts';
import { hiddenStates } from '../decoder/hidden-states.ts';
import { nextTokenLogits } from '../decoder/next-token-logits.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { nn, numpy as np } from '../jax.ts';

/** The arrays of a `TrainingBatch`. */
export type BatchArrays = {
  readonly ids: np.Array;
  readonly places: np.Array;
  readonly targets: np.Array;
  readonly weights: np.Array;
};

/**
 * Mean cross-entropy, in nats, of the tokens to learn, each counted by its weight: `Σ w · −log p(target) / Σ w`.
 *
 * @param shape sequences × tokens of the batch
 * @param arrays taken over
 */
export function completionLoss(
  parameters: Parameters,
  config: ModelConfig,
  shape: { readonly batch: number; readonly tokens: number },
  arrays: BatchArrays,
): np.Array {
  const view = causalView(config, shape.batch, shape.tokens);
  const hidden = hiddenStates(parameters, config, arrays.ids, view);
  const logits = nextTokenLogits(parameters, config, hidden, arrays.places);
  const isTarget = np.expandDims(arrays.targets, -1).equal(np.arange(config.vocabularySize));
  const ofTargets = np.where(isTarget, logits.ref, 0).sum(-1);
  const loss = nn.logsumexp(logits, -1).sub(ofTargets);
  return loss.mul(arrays.weights.ref).sum().div(arrays.weights.sum());
}
