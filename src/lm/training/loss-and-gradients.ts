import type { NamedArrays } from '../arrays.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { decoderLayer } from '../decoder/decoder-layer.ts';
import { embed, nextTokenLogits } from '../decoder/operations.ts';
import {
  embeddingName,
  layerParameters,
  layerPrefix,
  outerParameters,
  type Parameters,
} from '../decoder/parameters.ts';
import { causalPass } from '../decoder/pass.ts';
import { type RotaryPositions, rotaryFrequencies, rotaryPositions } from '../decoder/rotary.ts';
import { blockUntilReady, grad, jit, nn, numpy as np, tree, valueAndGrad } from '../jax.ts';
import type { TrainingBatch } from './training-batch.ts';

/** The tokens that a batch trains, as arrays; see `TrainingBatch`. */
type TargetTokens = { readonly places: np.Array; readonly targets: np.Array; readonly weights: np.Array };

/** Token ids of the batch, flat: an index of more axes could not be differentiated in a compiled function. */
export function idsOf(batch: TrainingBatch): np.Array {
  return np.array(batch.ids, { dtype: np.int32 });
}

export function targetTokensOf(batch: TrainingBatch): TargetTokens {
  return {
    places: np.array(batch.places, { dtype: np.int32 }),
    targets: np.array(batch.targets, { dtype: np.int32 }),
    weights: np.array(batch.weights),
  };
}

/** What a function is differentiated by: the trained parameters, and the activations that it is given. */
type Differentiated = { readonly trained: NamedArrays; readonly x: np.Array };

/** The parts of a pass forward and back over batches of one shape. All arrays are taken over. */
export interface CompiledPasses {
  readonly embed: (outer: NamedArrays, ids: np.Array) => np.Array;
  /** Rotary angles of the batch's positions, the same for every layer of a pass. */
  readonly rotary: () => RotaryPositions;
  readonly layer: (own: NamedArrays, x: np.Array, rotary: RotaryPositions) => np.Array;
  readonly loss: (outer: NamedArrays, x: np.Array, target: TargetTokens) => np.Array;
  /** The gradient of the embedding, given that of the embedded tokens. */
  readonly embedBack: (trained: NamedArrays, ids: np.Array, gradient: np.Array) => NamedArrays;
  /** Gradients, given that of the layer's output. */
  readonly layerBack: (
    input: Differentiated,
    frozen: NamedArrays,
    rotary: RotaryPositions,
    gradient: np.Array,
  ) => Differentiated;
  /** The loss and its gradients. */
  readonly lossBack: (
    input: Differentiated,
    frozen: NamedArrays,
    target: TargetTokens,
  ) => [np.Array, Differentiated];
}

/** Each part is compiled at its first use; all layers of a model share one. */
export function compilePasses(config: ModelConfig, batch: number, tokens: number): CompiledPasses {
  const frequencies = rotaryFrequencies(config);
  const layer = (own: NamedArrays, x: np.Array, rotary: RotaryPositions): np.Array =>
    decoderLayer(own, config, x, causalPass(batch, tokens, rotary));
  const loss = (outer: NamedArrays, x: np.Array, target: TargetTokens): np.Array =>
    completionLoss(outer, config, x, target);
  return {
    embed: jit(embed),
    rotary: () => rotaryPositions(np.arange(tokens), frequencies),
    layer: jit(layer),
    loss: jit(loss),
    embedBack: jit(
      grad((trained: NamedArrays, ids: np.Array, gradient: np.Array) =>
        embed(trained, ids).mul(gradient).sum(),
      ),
    ),
    layerBack: jit(
      grad(
        ({ trained, x }: Differentiated, frozen: NamedArrays, rotary: RotaryPositions, gradient: np.Array) =>
          layer({ ...frozen, ...trained }, x, rotary)
            .mul(gradient)
            .sum(),
      ),
    ),
    lossBack: jit(
      valueAndGrad(({ trained, x }: Differentiated, frozen: NamedArrays, target: TargetTokens) =>
        loss({ ...frozen, ...trained }, x, target),
      ),
    ),
  };
}

/**
 * Mean cross-entropy, in nats, of the target tokens, each counted by its weight: `Σ w · −log p(target) / Σ w`.
 *
 * @param outer embedding, last norm and head
 * @param x output of the last layer, batch · tokens × hidden; taken over
 * @param target taken over
 */
function completionLoss(
  outer: Parameters,
  config: ModelConfig,
  x: np.Array,
  { places, targets, weights }: TargetTokens,
): np.Array {
  const logits = nextTokenLogits(outer, config, x, places);
  const isTarget = np.expandDims(targets, -1).equal(np.arange(config.vocabularySize));
  const ofTargets = np.where(isTarget, logits.ref, 0).sum(-1);
  const losses = nn.logsumexp(logits, -1).sub(ofTargets);
  return losses.mul(weights.ref).sum().div(weights.sum());
}

interface LossAndGradients {
  readonly loss: np.Array;
  /** By name, of every trained parameter. */
  readonly gradients: NamedArrays;
}

/**
 * Loss of a batch and its gradients, layer by layer from the last. Of the pass forward only each layer's input is
 * stored, and the layer is computed again on the way back (Chen et al. 2016). This takes a third more arithmetic, but
 * memory for one layer's intermediate results instead of all, and one compiled layer for any depth.
 *
 * @param trained, frozen borrowed
 */
export async function lossAndGradients(
  config: ModelConfig,
  passes: CompiledPasses,
  trained: NamedArrays,
  frozen: NamedArrays,
  batch: TrainingBatch,
): Promise<LossAndGradients> {
  const rotary = passes.rotary();
  const inputs = await forward(config, passes, { ...frozen, ...trained }, batch, rotary);
  const outer = { trained: outerParameters(trained), frozen: outerParameters(frozen) };
  const [loss, last] = passes.lossBack(
    { trained: tree.ref(outer.trained), x: lastOf(inputs) },
    tree.ref(outer.frozen),
    targetTokensOf(batch),
  );
  const gradients: Record<string, np.Array> = { ...last.trained };
  let gradient = last.x;
  await blockUntilReady([loss, last.trained, gradient]);
  for (let layer = config.layers - 1; layer >= 0; layer -= 1) {
    const back = passes.layerBack(
      { trained: tree.ref(layerParameters(trained, layer)), x: lastOf(inputs) },
      tree.ref(layerParameters(frozen, layer)),
      tree.ref(rotary),
      gradient,
    );
    await blockUntilReady(back);
    gradient = back.x;
    for (const [name, array] of Object.entries(back.trained)) gradients[layerPrefix(layer) + name] = array;
  }
  tree.dispose(rotary);
  const embedding = trained[embeddingName];
  if (embedding === undefined) gradient.dispose();
  else await addEmbeddingGradient(passes, embedding, gradients, batch, gradient);
  return { loss, gradients };
}

/**
 * The input of each layer and, last, the output of the last one. The caller disposes of them.
 *
 * @param rotary `passes.rotary()`; borrowed
 */
export async function forward(
  config: ModelConfig,
  passes: CompiledPasses,
  parameters: NamedArrays,
  batch: TrainingBatch,
  rotary: RotaryPositions,
): Promise<np.Array[]> {
  let x = passes.embed(tree.ref(outerParameters(parameters)), idsOf(batch));
  const inputs = [x];
  for (let layer = 0; layer < config.layers; layer += 1) {
    x = passes.layer(tree.ref(layerParameters(parameters, layer)), x.ref, tree.ref(rotary));
    await blockUntilReady(x);
    inputs.push(x);
  }
  return inputs;
}

/** Adds the gradient of the embedded tokens to that of the head, if the two share a matrix. */
async function addEmbeddingGradient(
  passes: CompiledPasses,
  embedding: np.Array,
  gradients: Record<string, np.Array>,
  batch: TrainingBatch,
  gradient: np.Array,
): Promise<void> {
  const { [embeddingName]: ofTokens } = passes.embedBack(
    { [embeddingName]: embedding.ref },
    idsOf(batch),
    gradient,
  );
  const ofHead = gradients[embeddingName];
  if (ofTokens === undefined) return;
  gradients[embeddingName] = ofHead === undefined ? ofTokens : ofHead.add(ofTokens);
  await blockUntilReady(gradients[embeddingName]);
}

function lastOf(inputs: np.Array[]): np.Array {
  const last = inputs.pop();
  if (last === undefined) throw new Error('A layer has no input.');
  return last;
}
