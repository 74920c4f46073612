import { type ModelConfig, parameterShapes } from '../checkpoint/model-config.ts';
import { numpy as np } from '../jax.ts';
import { mixedSeed, normalValues } from '../random.ts';

/**
 * Weights by their name in a published checkpoint, such as `model.layers.0.mlp.up_proj.weight`. Functions borrow
 * them: they never dispose of a reference that they are given.
 */
export type Parameters = { readonly [name: string]: np.Array };

export const embeddingName = 'model.embed_tokens.weight';

/** A new reference to the weight of this name. */
export function weightOf(parameters: Parameters, name: string): np.Array {
  const weight = parameters[name];
  if (weight === undefined) throw new Error(`There is no weight named "${name}".`);
  return weight.ref;
}

export function layerPrefix(layer: number): string {
  return `model.layers.${layer}.`;
}

/** The parameters of one layer by their names within it, such as `mlp.up_proj.weight`. Borrowed. */
export function layerParameters(parameters: Parameters, layer: number): Parameters {
  const prefix = layerPrefix(layer);
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, array]) => [name.slice(prefix.length), array]),
  );
}

/** The parameters that belong to no layer: embedding, last norm, head. Borrowed. */
export function outerParameters(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith('model.layers.')));
}

/**
 * Random weights to train from: matrices normal with the config's `initializerRange` as standard deviation, norms 1,
 * biases 0, as transformers initialises these architectures.
 */
export function initialParameters(config: ModelConfig, seed: number): Parameters {
  return Object.fromEntries(
    [...parameterShapes(config)].map(([name, shape], index) => [
      name,
      np.array(initialValues(name, shape, config.initializerRange, mixedSeed(seed, index)), {
        shape: [...shape],
      }),
    ]),
  );
}

function initialValues(
  name: string,
  shape: readonly number[],
  deviation: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (name.endsWith('norm.weight')) return new Float32Array(size).fill(1);
  if (name.endsWith('.bias')) return new Float32Array(size);
  return normalValues(size, deviation, seed);
}
