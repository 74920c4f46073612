import type { ModelConfig } from '../checkpoint/model-config.ts';
import { causalView } from '../decoder/causal-view.ts';
import { decoderLayer } from '../decoder/decoder-layer.ts';
import { embed } from '../decoder/embed.ts';
import { grad, jit, type numpy as np, valueAndGrad } from '../jax.ts';
import type { Lesson } from './batch-arrays.ts';
import { completionLoss } from './completion-loss.ts';
import type { Named } from './named.ts';

/** What a piece is differentiated by: the parameters that learn, and the activations that it was given. */
export type Learned = { readonly trained: Named; readonly x: np.Array };

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
