import type { ModelConfig } from '../checkpoint/model-config.ts';
import { embeddingName, layerParameters, layerPrefix, outerParameters } from '../decoder/parameters.ts';
import { blockUntilReady, type numpy as np, tree } from '../jax.ts';
import type { Named } from './adamw.ts';
import { type CompiledPasses, idsOf, lessonOf } from './compiled-passes.ts';
import type { TrainingBatch } from './training-batch.ts';

interface LossAndGradients {
  readonly loss: np.Array;
  /** By name, of every trained parameter. */
  readonly gradients: Named;
}

/**
 * Loss of a batch and its gradients, backwards layer by layer: of the way forward only what each layer was given is
 * kept, and the layer is computed again on the way back (Chen et al. 2016). A third more arithmetic, but memory for one
 * layer's intermediate results instead of all, and one compiled layer for any depth.
 *
 * @param trained, frozen borrowed
 */
export async function lossAndGradients(
  config: ModelConfig,
  passes: CompiledPasses,
  trained: Named,
  frozen: Named,
  batch: TrainingBatch,
): Promise<LossAndGradients> {
  const given = await forward(config, passes, { ...frozen, ...trained }, batch);
  const outer = { trained: outerParameters(trained), frozen: outerParameters(frozen) };
  const [loss, last] = passes.lossBack(
    { trained: tree.ref(outer.trained), x: lastOf(given) },
    tree.ref(outer.frozen),
    lessonOf(batch),
  );
  const gradients: Record<string, np.Array> = { ...last.trained };
  let gradient = last.x;
  await blockUntilReady([loss, last.trained, gradient]);
  for (let layer = config.layers - 1; layer >= 0; layer -= 1) {
    const back = passes.layerBack(
      { trained: tree.ref(layerParameters(trained, layer)), x: lastOf(given) },
      tree.ref(layerParameters(frozen, layer)),
      gradient,
    );
    await blockUntilReady(back);
    gradient = back.x;
    for (const [name, array] of Object.entries(back.trained)) gradients[layerPrefix(layer) + name] = array;
  }
  const embedding = trained[embeddingName];
  if (embedding === undefined) gradient.dispose();
  else await addEmbeddingGradient(passes, embedding, gradients, batch, gradient);
  return { loss, gradients };
}

/** What each layer was given and, last, what the last one made. The caller disposes of them. */
export async function forward(
  config: ModelConfig,
  passes: CompiledPasses,
  parameters: Named,
  batch: TrainingBatch,
): Promise<np.Array[]> {
  let x = passes.embed(tree.ref(outerParameters(parameters)), idsOf(batch));
  const given = [x];
  for (let layer = 0; layer < config.layers; layer += 1) {
    x = passes.layer(tree.ref(layerParameters(parameters, layer)), x.ref);
    await blockUntilReady(x);
    given.push(x);
  }
  return given;
}

/** Tokens have an embedding's gradient twice where it is the head as well. */
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

function lastOf(given: np.Array[]): np.Array {
  const last = given.pop();
  if (last === undefined) throw new Error('a layer was given nothing');
  return last;
}
