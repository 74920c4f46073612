import type { ModelConfig } from '../checkpoint/model-config.ts';
import { decoderLayer } from '../decoder/decoder-layer.ts';
import { embed, nextTokenLogits } from '../decoder/operations.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { causalView } from '../decoder/view.ts';
import { grad, jit, nn, numpy as np, valueAndGrad } from '../jax.ts';
import type { Named } from './adamw.ts';
import type { TrainingBatch } from './training-batch.ts';

/** What is learned from a batch, as arrays; see `TrainingBatch`. */
type Lesson = { readonly places: np.Array; readonly targets: np.Array; readonly weights: np.Array };

/** Token ids of the batch, flat: an index of more axes could not be differentiated in a compiled function. */
export function idsOf(batch: TrainingBatch): np.Array {
  return np.array(batch.ids, { dtype: np.int32 });
}

export function lessonOf(batch: TrainingBatch): Lesson {
  return {
    places: np.array(batch.places, { dtype: np.int32 }),
    targets: np.array(batch.targets, { dtype: np.int32 }),
    weights: np.array(batch.weights),
  };
}

/** What a piece is differentiated by: the parameters that learn, and the activations that it was given. */
type Learned = { readonly trained: Named; readonly x: np.Array };

/** The pieces of a pass forward and back over batches of one shape. All arrays are taken over. */
export interface CompiledPasses {
  readonly embed: (outer: Named, ids: np.Array) => np.Array;
  readonly layer: (own: Named, x: np.Array) => np.Array;
  readonly loss: (outer: Named, x: np.Array, lesson: Lesson) => np.Array;
  /** The gradient of the embedding, given that of the embedded tokens. */
  readonly embedBack: (trained: Named, ids: np.Array, gradient: np.Array) => Named;
  /** Gradients, given that of what the layer makes. */
  readonly layerBack: (learned: Learned, frozen: Named, gradient: np.Array) => Learned;
  /** The loss and its gradients. */
  readonly lossBack: (learned: Learned, frozen: Named, lesson: Lesson) => [np.Array, Learned];
}

/** Each piece is compiled at its first use; all layers of a model share one. */
export function compilePasses(config: ModelConfig, batch: number, tokens: number): CompiledPasses {
  const layer = (own: Named, x: np.Array): np.Array =>
    decoderLayer(own, config, x, causalView(config, batch, tokens));
  const loss = (outer: Named, x: np.Array, lesson: Lesson): np.Array =>
    completionLoss(outer, config, x, lesson);
  return {
    embed: jit(embed),
    layer: jit(layer),
    loss: jit(loss),
    embedBack: jit(
      grad((trained: Named, ids: np.Array, gradient: np.Array) => embed(trained, ids).mul(gradient).sum()),
    ),
    layerBack: jit(
      grad(({ trained, x }: Learned, frozen: Named, gradient: np.Array) =>
        layer({ ...frozen, ...trained }, x)
          .mul(gradient)
          .sum(),
      ),
    ),
    lossBack: jit(
      valueAndGrad(({ trained, x }: Learned, frozen: Named, lesson: Lesson) =>
        loss({ ...frozen, ...trained }, x, lesson),
      ),
    ),
  };
}

/**
 * Mean cross-entropy, in nats, of the tokens to learn, each counted by its weight: `Σ w · −log p(target) / Σ w`.
 *
 * @param outer embedding, last norm and head
 * @param x what the last layer gives, batch · tokens × hidden; taken over
 * @param lesson taken over
 */
function completionLoss(
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
